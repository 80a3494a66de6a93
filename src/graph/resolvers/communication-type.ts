import type { DescribeCreateCaseOptionsResponse } from '@aws-sdk/client-support'
import type { Context } from '../context.js'
import { CommunicationTypeKind, type Resolvers } from '../generated/resolvers.js'
import type { CommunicationType } from '../models.js'
import { readAwsTime, toDate } from '../../lib/time.js'
import { lowerExpiry } from '../../upstream/request-scope.js'
import { enumReader } from './enum-reader.js'
import { openingAt, type Opening } from './support-hours.js'

const toKind = enumReader(CommunicationTypeKind)

export const communicationTypeResolvers = {
  CommunicationType: {
    kind: ({ options }) => toKind(options.type),
    type: ({ options }) => options.type,
    isOpen: (communicationType, _, context) => openingOf(communicationType, context).isOpen,
    opensAt: (communicationType, _, context) => toDate(openingOf(communicationType, context).opensAt),
    closesAt: (communicationType, _, context) => toDate(openingOf(communicationType, context).closesAt),
    supportedHours: ({ options }) => options.supportedHours ?? [],
    datesWithoutSupport: ({ options }) => options.datesWithoutSupport ?? [],
  },
  DateInterval: {
    startDateTime: ({ startDateTime }) => readAwsTime(startDateTime),
    endDateTime: ({ endDateTime }) => readAwsTime(endDateTime),
  },
} satisfies Resolvers

/** The ways to reach AWS Support of a response, for a request at this time (epoch milliseconds). */
export function communicationTypesAt(
  askedAt: number,
  { communicationTypes = [] }: DescribeCreateCaseOptionsResponse,
): CommunicationType[] {
  return communicationTypes.map((options) => ({ options, askedAt }))
}

/** What it is now. The response must not be cached for longer than that is so. */
function openingOf({ options, askedAt }: CommunicationType, { scope }: Context): Opening {
  const opening = openingAt(askedAt, options)
  lowerExpiry(scope.reads, opening.opensAt ?? opening.closesAt ?? Infinity)
  return opening
}
