import { GraphQLScalarType, Kind, print } from 'graphql'
import { GraphQLSafeInt } from 'graphql-scalars'
import { badUserInput, shortened } from '../../lib/errors.js'
import type { Resolvers } from '../generated/resolvers.js'
import { perObject } from '../../lib/per-object.js'
import { readMoment } from '../../lib/time.js'

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/i

function readDateTime(value: unknown): Date {
  const moment = typeof value === 'string' && DATE_TIME.test(value) ? readMoment(value) : undefined
  if (moment !== undefined) return moment
  throw badUserInput(
    `${shortened(JSON.stringify(value) ?? String(value))} is not a DateTime: use RFC 3339, e.g. "2026-05-14T17:04:40Z", or a date, e.g. "2026-05-14".`,
  )
}

/** Writing a time takes longer than everything else about its field, and AWS's times are Dates that requests share. */
const toIsoText = perObject((moment: Date) => moment.toISOString())

/** graphql-scalars' own DateTime rejects plain dates, which AWS's afterTime and beforeTime accept. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => toIsoText(value as Date),
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : print(node)),
})

/** Only the conversion functions: a complete scalar type would replace the schema's description with its own, or with none. */
function conversionsOf({ serialize, parseValue, parseLiteral }: GraphQLScalarType) {
  return { serialize, parseValue, parseLiteral }
}

export const scalars = { DateTime: conversionsOf(DateTime), SafeInt: conversionsOf(GraphQLSafeInt) } as Resolvers
