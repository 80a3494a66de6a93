import type { DescribeServicesRequest, DescribeServicesResponse } from '@aws-sdk/client-support'
import { stopIfDryRun } from '../dry-run.js'
import { checkSupportLanguage } from '../languages.js'
import type { State } from '../state.js'

export function describeServices(request: DescribeServicesRequest, state: State): DescribeServicesResponse {
  const { language = 'en', serviceCodeList = [] } = request
  checkSupportLanguage(language)
  stopIfDryRun(request)

  const wanted = new Set(serviceCodeList)
  return {
    services: state.account.services
      .filter(({ code }) => wanted.size === 0 || wanted.has(code))
      .map(({ code, name, translations, categories }) => ({
        code,
        name: translations?.[language] ?? name,
        categories: categories.map((category) => ({ code: category.code, name: category.name })),
      })),
  }
}
