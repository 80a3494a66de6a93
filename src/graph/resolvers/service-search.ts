/**
 * Finds services by what people type for them. A typed word counts by how rare it is in the catalogue, and by how much it is like a word of the service:
 * of its code or name, an acronym, an alias, or, which says less, a category. Words that match nothing cost next to nothing.
 */
import { ownTurn } from '../../lib/pause.js'
import { indexOf, runsOf, tellingOf, type ListedService, type Term } from './service-index.js'
import { likeness, likenessOfName, wordsOf } from './service-words.js'

export interface FoundService<S> {
  service: S
  /** What of the service was matched best, as it is shown: its name, code, acronym or category, or an alias. */
  matchedText: string
  /** 0 to 1, higher is better; 1 for its own code or name. */
  score: number
}

/** More than anybody types: of longer queries, the first words count. */
const MAX_WORDS = 16
/** From here on, a match stands for the words that it is like. */
const SURE = 0.6
const MIN_SCORE = 0.1

/** Where services differ by the platform alone, Linux is meant unless another one is typed. */
const OTHER_PLATFORMS: ReadonlySet<string> = new Set(['macos', 'windows'])

/** The services that `query` can mean, the best ones first: at most `first` of those that are allowed. */
export async function findServices<S extends ListedService>(
  services: readonly S[],
  query: string,
  first: number,
  isAllowed: (service: S) => boolean = () => true,
): Promise<FoundService<S>[]> {
  const index = await indexOf(services)
  // A query may have many searches, of some milliseconds each.
  await ownTurn()
  const typed = wordsOf(query)
  const whole = typed.join(' ')
  const words = [...new Set(typed)].slice(0, MAX_WORDS)
  const totals = services.map(() => ({ sum: 0, most: 0, text: '', covers: 0 }))
  let weights = 0
  for (const [position, found] of matchesOf(words, index.terms).entries()) {
    const best = Math.max(0, ...[...found.values()].map(({ strength }) => strength))
    const alike = [...found.values()].filter(({ strength }) => strength > 0.75 * best).length
    const weight = alike === 0 ? 0.05 : tellingOf(words[position] ?? '', alike, services.length) * best
    weights += weight
    for (const [at, { strength, text, covers }] of found) {
      const total = totals[at]
      if (total === undefined) continue
      total.sum += weight * strength
      total.covers |= covers
      if (weight * strength > total.most) Object.assign(total, { most: weight * strength, text })
    }
  }
  const matchOf = (service: S, at: number): FoundService<S> => {
    const { labels = [], code = [] } = index.entries[at] ?? {}
    const { sum = 0, text = '', covers = 0 } = totals[at] ?? {}
    const same = whole === '' ? -1 : labels.indexOf(whole)
    if (same !== -1) return { service, matchedText: same === 0 ? service.code : (service.name ?? ''), score: 1 }
    const isOtherPlatform = code.some((word) => OTHER_PLATFORMS.has(word) && !words.includes(word))
    const score = (sum / weights) * (0.7 + 0.29 * index.coverage(at, covers)) * (isOtherPlatform ? 0.97 : 1)
    return { service, matchedText: text, score }
  }
  return services
    .map(matchOf)
    .filter(({ service, score }) => score > MIN_SCORE && isAllowed(service))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, first)
}

const MAX_SUGGESTIONS = 3

/** The codes that a wrong code most likely means, best first: at most three of those that are allowed. */
export async function suggestCodes<S extends ListedService>(
  listed: readonly S[],
  wrong: string,
  isAllowed: (item: S) => boolean = () => true,
): Promise<string[]> {
  return (await findServices(listed, wrong, MAX_SUGGESTIONS, isAllowed)).map(({ service }) => service.code)
}

interface Match {
  strength: number
  text: string
  covers: number
}

/** For each typed word, by the index of the service, what it matches there: alone, or as one word with its neighbors. */
function matchesOf(words: readonly string[], terms: ReadonlyMap<string, Term>): Map<number, Match>[] {
  const matches = words.map(() => new Map<number, Match>())
  for (const { run, at, size } of runsOf(words)) {
    for (const [known, { isWhole, sources }] of terms) {
      const like = isWhole || size > 1 ? likenessOfName(run, known) : likeness(run, known)
      if (like === 0) continue
      for (const source of sources) {
        const strength = like * source.strength
        const covers = strength < SURE ? 0 : source.covers
        for (const found of matches.slice(at, at + size)) {
          const before = found.get(source.service) ?? { strength: 0, text: '', covers: 0 }
          const { text } = strength > before.strength ? source : before
          const most = Math.max(strength, before.strength)
          found.set(source.service, { strength: most, text, covers: covers | before.covers })
        }
      }
    }
  }
  return matches
}
