/** Descriptions in our own words. AWS sends HTML; so does this, with the few tags that occur there. */
import { createRandom } from '../random.js'
import type { CheckSpec } from './check-spec.js'
import { kindOf } from './kinds.js'

export function describe(check: CheckSpec): string {
  const random = createRandom(`description:${check.id}`)
  const { noun, plural, docs } = kindOf(check.kind)
  const rule = `<b>${escape(check.name.replace(/\.$/, ''))}</b>`

  const opening = check.about ?? random.pick(check.name.includes('should') ? RULE_OPENINGS : TOPIC_OPENINGS)
  const text = opening.replaceAll('{rule}', rule).replaceAll('{plural}', plural).replaceAll('{noun}', noun)
  // A list cannot stand in a paragraph.
  const paragraphs = [text.endsWith('</ul>') ? `<p>${text.replace('<ul>', '</p><ul>')}` : `<p>${text}</p>`]
  if (check.about === undefined && random.next() < 0.4)
    paragraphs.push(`<h4>Alert Criteria</h4>${random.pick(CRITERIA).replaceAll('{noun}', noun)}`)
  const advice = random.pick(adviceFor(check))
  const folder = check.category === 'service_limits' ? 'servicequotas' : docs
  const link = `<a href="https://docs.aws.amazon.com/${folder}/">Documentation</a>`
  paragraphs.push(`<h4>Recommended Action</h4><p>${advice.replaceAll('{noun}', noun)}<br>${link}</p>`)
  return paragraphs.join('')
}

function adviceFor(check: CheckSpec): readonly [string, ...string[]] {
  if (check.category === 'service_limits') return ADVICE_FOR_LIMITS
  if (!check.refreshable) return ADVICE_FOR_AUTOMATIC
  return check.kind === 'account' ? ADVICE_FOR_ACCOUNT : ADVICE
}

const RULE_OPENINGS = [
  'Holds the {plural} of the account against one rule: {rule}.',
  '{rule}. Every {noun} for which that is not so is listed.',
  'Lists the {plural} that break this rule: {rule}.',
  'A rule of good practice for every {noun}: {rule}.',
] as const

const TOPIC_OPENINGS = [
  'Goes through the {plural} of the account. Subject: {rule}.',
  'Lists each {noun} to which this applies: {rule}.',
  '{rule}: shows which {plural} are concerned, and where they are.',
  'Looks at every {noun} in all regions in use. Subject: {rule}.',
] as const

const CRITERIA = [
  '<table><tr><th>Status</th><th>Meaning</th></tr><tr><td>Green</td><td>Nothing was found.</td></tr><tr><td>Yellow</td><td>The {noun} deserves a look.</td></tr><tr><td>Red</td><td>Act soon.</td></tr></table>',
  '<ul><li><b>Yellow</b>: recommended, with no risk today.</li><li><b>Red</b>: a failure or a leak is possible now.</li></ul>',
  '<p><b>Red</b> where production may be concerned, <b>yellow</b> elsewhere.</p>',
] as const

const ADVICE = [
  'Mend the findings one {noun} at a time, then refresh the check.',
  'Ask the owner of the {noun} first. What is meant to be so can be excluded.',
  'Start with the red ones, and with what is in production.',
] as const

const ADVICE_FOR_LIMITS = [
  'Ask for a higher limit in time, or remove what is not used any more.',
  'Limits count for each region; another region may have room.',
] as const

const ADVICE_FOR_ACCOUNT = ['This concerns the account as a whole and takes a minute to mend.'] as const

const ADVICE_FOR_AUTOMATIC = [
  'The result follows the configuration by itself, usually within a day.',
  'This check refreshes itself several times a day; it cannot be refreshed by hand.',
  'Nothing to refresh here: a change of the {noun} shows up with the next evaluation.',
] as const

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
