import type { CodeAndName } from '../account.js'

export const SEVERITY_LEVELS: readonly CodeAndName[] = [
  { code: 'low', name: 'General guidance' },
  { code: 'normal', name: 'System impaired' },
  { code: 'high', name: 'Production system impaired' },
  { code: 'urgent', name: 'Production system down' },
  { code: 'critical', name: 'Business-critical system down' },
]
