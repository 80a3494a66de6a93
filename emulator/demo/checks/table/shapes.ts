/** Column headings that many checks share. */
export const STANDARD = ['Status', 'Region', 'Resource', 'Last Updated Time'] as const
export const CONFIG_RULE = [
  'Status',
  'Region',
  'Resource',
  'AWS Config Rule',
  'Input Parameters',
  'Last Updated Time',
] as const
export const LIMIT = ['Region', 'Service', 'Limit Name', 'Limit Amount', 'Current Usage', 'Status'] as const
export const PARAMETER = [
  'Status',
  'Region',
  'Resource',
  'Parameter Name',
  'Recommended Value',
  'Last Updated Time',
] as const
