/** All cases of the demo account, by theme. Their order here means nothing. */
import type { SupportCase } from '../../account.js'
import { account } from './account.js'
import { data } from './data.js'
import { incidentDay } from './incident-day.js'
import { languages } from './languages.js'
import { platform } from './platform.js'
import { security } from './security.js'
import { createCase, type Story } from './story.js'
import { today } from './today.js'

export const stories: readonly Story[] = [
  ...today,
  ...incidentDay,
  ...platform,
  ...data,
  ...security,
  ...account,
  ...languages,
]

export function createCases(now: number): SupportCase[] {
  return stories.map((story) => createCase(story, now))
}
