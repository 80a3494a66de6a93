/**
 * Finds services from what people type. A typed word scores by its rarity in the catalog and its similarity to a word of the service. Words come
 * from the service's code and name, acronyms, aliases and, with less weight, categories. Typed words that match nothing are ignored.
 */
import { createScheduler } from '../../lib/pause.js'
import { coverageOf, indexOf, weightOf, type ListedService, type ServiceIndex } from './service-index.js'
import { runsOf, similarityOf, wordsOf } from './service-words.js'

export interface FoundService<S> {
  service: S
  /** The best match, for display: the service's name, code, acronym or category, or an alias. */
  matchedText: string
  /** 0 to 1, higher is better; 1 for the exact code or name. */
  score: number
}

/** More words than people type. Any further words of a query are ignored. */
const MAX_WORDS = 16
const scheduler = createScheduler()

const MIN_SCORE = 0.1

/** The allowed services that match `query`, best first; at most `first`. */
export async function findServices<S extends ListedService>(
  services: readonly S[],
  query: string,
  first: number,
  isAllowed: (service: S) => boolean = () => true,
): Promise<FoundService<S>[]> {
  const index = await indexOf(services)
  // A GraphQL query may contain many searches, which take some milliseconds each.
  await scheduler.yield()
  const typed = wordsOf(query)
  const label = typed.join(' ')
  const words = [...new Set(typed)].slice(0, MAX_WORDS)
  const hits = await hitsOf(words, index)
  const weights = words.map((word, position) => {
    const strengths = [...hits.values()].map(({ best }) => best[position]?.strength ?? 0)
    const strongest = Math.max(0, ...strengths)
    const alike = strengths.filter((strength) => strength > 0.75 * strongest).length
    return strongest * weightOf(word, alike, services.length)
  })
  const found = services.slice(0, index.entries.length).flatMap((service, at): FoundService<S>[] => {
    const [hit, entry] = [hits.get(at), index.entries[at]]
    if (hit === undefined || entry === undefined || !isAllowed(service)) return []
    if (label === entry.codeLabel) return [{ service, matchedText: service.code, score: 1 }]
    if (label === entry.nameLabel) return [{ service, matchedText: service.name ?? '', score: 1 }]
    const parts = weights.map((weight, position) => weight * (hit.best[position]?.strength ?? 0))
    const score = (sumOf(parts) / sumOf(weights)) * (0.7 + 0.29 * coverageOf(entry, hit.covered, index.weights))
    return [{ service, matchedText: hit.best[parts.indexOf(Math.max(...parts))]?.text ?? '', score }]
  })
  return found
    .filter(({ score }) => score > MIN_SCORE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, first)
}

const MAX_SUGGESTIONS = 3

/** The allowed codes that are most similar to a wrong one, best first; at most three. */
export async function suggestCodes<S extends ListedService>(
  listed: readonly S[],
  wrong: string,
  isAllowed?: (item: S) => boolean,
): Promise<string[]> {
  return (await findServices(listed, wrong, MAX_SUGGESTIONS, isAllowed)).map(({ service }) => service.code)
}

/** The matches of the typed words in one service. */
interface Hit {
  /** The best match of each word, by its position. */
  best: { strength: number; text: string }[]
  /** The words of the service that were matched. */
  covered: Set<string>
}

/** The matches by the index of the service. Typed words match alone, or joined with their neighbors. */
async function hitsOf(words: readonly string[], { terms }: ServiceIndex): Promise<Map<number, Hit>> {
  const hits = new Map<number, Hit>()
  await scheduler.forEach(runsOf(words), ({ run, at, size }) => {
    for (const [known, { isWhole, sources }] of terms) {
      const similarity = similarityOf(run, known, isWhole || size > 1)
      if (similarity === 0) continue
      for (const source of sources) {
        const strength = similarity * source.strength
        const hit = hits.get(source.service) ?? { best: [], covered: new Set() }
        hits.set(source.service, hit)
        for (const word of source.words) hit.covered.add(word)
        for (let position = at; position < at + size; position++) {
          if (strength > (hit.best[position]?.strength ?? 0)) hit.best[position] = { strength, text: source.text }
        }
      }
    }
  })
  return hits
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
