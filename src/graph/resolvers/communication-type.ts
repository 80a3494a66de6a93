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

/** The communication types in an AWS response, for a request at this time (epoch milliseconds). */
export function communicationTypesAt(
  requestedAt: number,
  { communicationTypes = [] }: DescribeCreateCaseOptionsResponse,
): CommunicationType[] {
  return communicationTypes.map((options) => ({ options, requestedAt }))
}

/** Whether the type is open at the time of the request. The response expires when this changes next. */
function openingOf({ options, requestedAt }: CommunicationType, { scope }: Context): Opening {
  const opening = openingAt(requestedAt, options)
  lowerExpiry(scope.reads, opening.opensAt ?? opening.closesAt ?? Infinity)
  return opening
}
