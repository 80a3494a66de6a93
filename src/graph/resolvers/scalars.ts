import { GraphQLScalarType, Kind, print } from 'graphql'
import { GraphQLSafeInt } from 'graphql-scalars'
import { badUserInput, shortened } from '../../lib/errors.js'
import type { Resolvers } from '../generated/resolvers.js'
import { readMoment } from '../../lib/time.js'

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/i

function readDateTime(value: unknown): Date {
  const moment = typeof value === 'string' && DATE_TIME.test(value) ? readMoment(value) : undefined
  if (moment !== undefined) return moment
  throw badUserInput(
    `${shortened(JSON.stringify(value) ?? String(value))} is not a DateTime: use RFC 3339, e.g. "2026-05-14T17:04:40Z", or a date, e.g. "2026-05-14".`,
  )
}

/** graphql-scalars' own DateTime takes no plain dates, which AWS's afterTime and beforeTime do. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : print(node)),
})

/** Only how values are read and written: a whole scalar type would put its own description, or none, in place of the schema's. */
function conversionsOf({ serialize, parseValue, parseLiteral }: GraphQLScalarType) {
  return { serialize, parseValue, parseLiteral }
}

export const scalars = { DateTime: conversionsOf(DateTime), SafeInt: conversionsOf(GraphQLSafeInt) } as Resolvers
