import type {
  CommunicationTypeOptions,
  DescribeCreateCaseOptionsRequest,
  DescribeCreateCaseOptionsResponse,
} from '@aws-sdk/client-support'
import { stopIfDryRun } from '../dry-run.js'
import { checkSupportLanguage, languagesFor } from '../languages.js'
import { checkIssueType, findCategory, findService } from '../services.js'
import type { State } from '../state.js'

const ALWAYS = [{ startTime: '00:00:00.000', endTime: '23:59:59.999' }]
const OFFICE_HOURS = [{ startTime: '09:00:00.000', endTime: '18:00:00.000' }]

export function describeCreateCaseOptions(
  request: DescribeCreateCaseOptionsRequest,
  state: State,
): DescribeCreateCaseOptionsResponse {
  const { issueType = '', serviceCode = '', categoryCode = '', language = '' } = request
  checkIssueType(issueType)
  findCategory(findService(state, serviceCode), categoryCode)
  checkSupportLanguage(language)
  stopIfDryRun(request)

  const web: CommunicationTypeOptions = { type: 'web', supportedHours: ALWAYS, datesWithoutSupport: [] }
  if (language === 'en') return options('available', web, live('chat', ALWAYS, state), live('call', ALWAYS, state))
  if (languagesFor(issueType).includes(language)) {
    return options('best_effort', web, live('chat', OFFICE_HOURS, state), live('call', OFFICE_HOURS, state))
  }
  return options('unavailable', web)
}

function options(
  languageAvailability: string,
  ...communicationTypes: CommunicationTypeOptions[]
): DescribeCreateCaseOptionsResponse {
  return { languageAvailability, communicationTypes }
}

/** People at the other end have New Year's Day off. */
function live(
  type: 'chat' | 'call',
  supportedHours: { startTime: string; endTime: string }[],
  state: State,
): CommunicationTypeOptions {
  const year = new Date(state.now()).getUTCFullYear() + 1
  return {
    type,
    supportedHours,
    datesWithoutSupport: [
      { startDateTime: `${year}-01-01T00:00:00.000+0000`, endDateTime: `${year}-01-01T23:59:59.999+0000` },
    ],
  }
}
