/** An index of every word that matches a service, built once per list of services that AWS returns. */
import { createScheduler } from '../../lib/pause.js'
import { perObject } from '../../lib/per-object.js'
import { serviceAliases } from './service-aliases.js'
import { acronymsOf, runsOf, wordsOf } from './service-words.js'

/** A service as AWS lists it. */
export interface ListedService {
  code: string
  name?: string | undefined
  categories?: { code?: string | undefined; name?: string | undefined }[] | undefined
}

/** How a word relates to one service. */
interface Source {
  /** The index of the service in its list. */
  service: number
  /** The origin of the word, for display: a name, a code, an acronym, an alias, or a category. */
  text: string
  strength: number
  /** The words of the service that this word covers. */
  words: readonly string[]
}

interface Term {
  /** Single words may be typed in part. Names of several words, acronyms and aliases must be typed in full. */
  isWhole: boolean
  sources: Source[]
}

interface Entry {
  /** The words of code and name, separated by spaces. */
  codeLabel: string
  nameLabel: string
  /** The words of code and name, without a generic first word such as "Amazon". */
  code: string[]
  name: string[]
}

export interface ServiceIndex {
  terms: ReadonlyMap<string, Term>
  entries: Entry[]
  /** The weight of each word in a code or name, 0 to 1: rare words weigh more. */
  weights: ReadonlyMap<string, number>
}

/** Per service; AWS lists about ten. Any further ones are not searched. */
const MAX_CATEGORIES = 100
const MAX_LABEL_LENGTH = 200
/** AWS's list of about 300 services needs some 20,000. Each takes about 100 bytes. */
const MAX_SOURCES = 100_000

/** Common English words in service names. They weigh less. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  'access account amazon and api as at aws be by connect connecting connection do error events for group help in is it linux management manager my no not of on out problem service support the to with'.split(
    ' ',
  ),
)

/** The weight (0 to 1) of a word that occurs in `count` of `all` services. */
export function weightOf(word: string, count: number, all: number): number {
  return (Math.log(1 + all / Math.max(1, count)) / Math.log(1 + all)) * (COMMON_WORDS.has(word) ? 0.2 : 1)
}

const scheduler = createScheduler()

/** The index of a list of services, cached per list. */
export const indexOf = perObject(async (services: readonly ListedService[]): Promise<ServiceIndex> => {
  const terms = new Map<string, Term>()
  const entries: Entry[] = []
  const counts = new Map<string, number>()
  let sourcesLeft = MAX_SOURCES
  await scheduler.forEach(services, (service) => {
    if (sourcesLeft <= 0) return
    const code = wordsOf(service.code.slice(0, MAX_LABEL_LENGTH))
    const name = wordsOf(service.name?.slice(0, MAX_LABEL_LENGTH) ?? '')
    const entry = {
      codeLabel: code.join(' '),
      nameLabel: name.join(' '),
      code: distinctiveWords(code),
      name: distinctiveWords(name),
    }
    for (const { word, isWhole, ...source } of sourcesOf(service, entry).slice(0, sourcesLeft)) {
      sourcesLeft--
      // a word of one service may be the acronym of another
      const term = terms.get(word) ?? { isWhole, sources: [] }
      term.isWhole &&= isWhole
      term.sources.push({ service: entries.length, ...source })
      terms.set(word, term)
    }
    for (const word of new Set([...entry.code, ...entry.name])) counts.set(word, (counts.get(word) ?? 0) + 1)
    entries.push(entry)
  })
  const weights = new Map([...counts].map(([word, count]) => [word, weightOf(word, count, services.length)]))
  return { terms, entries, weights }
})

/** The weighted share (0 to 1) of the code or the name, whichever is larger, that the words in `covered` make up. */
export function coverageOf(
  { code, name }: Entry,
  covered: ReadonlySet<string>,
  weights: ServiceIndex['weights'],
): number {
  const sum = (words: readonly string[]) => words.reduce((total, word) => total + (weights.get(word) ?? 0), 0)
  return Math.max(...[code, name].map((words) => sum(words.filter((word) => covered.has(word))) / (sum(words) || 1)))
}

type Named = Omit<Source, 'service'> & Pick<Term, 'isWhole'> & { word: string }

function sourcesOf({ code, name = '', categories = [] }: ListedService, entry: Entry): Named[] {
  const own = new Set([...entry.code, ...entry.name])
  const parts = wordsOf(name.slice(0, MAX_LABEL_LENGTH).replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
  const labels = [
    { text: name, words: entry.name, maxStrength: 1 },
    { text: code, words: entry.code, maxStrength: 1 },
    // DynamoDB: dynamo, db, ddb
    { text: name, words: parts, maxStrength: 0.75 },
  ]
  return [
    ...labels.flatMap(({ text, words, maxStrength }) => [
      ...runsOf(words).map(({ run, at, size }) => {
        return { word: run, isWhole: size > 1, text, strength: maxStrength, words: words.slice(at, at + size) }
      }),
      ...acronymsOf(words).map(({ acronym, size }) => {
        const strength = size === words.length || size > 2 ? maxStrength : 0.6 * maxStrength
        return { word: acronym, isWhole: true, text: acronym.toUpperCase(), strength, words: words.slice(0, size) }
      }),
    ]),
    ...aliases
      .filter(({ words }) => words.every((word) => own.has(word)))
      .map((alias) => ({ ...alias, isWhole: true, strength: 0.85 })),
    ...categories.slice(0, MAX_CATEGORIES).flatMap((category) => {
      const text = category.name ?? category.code ?? ''
      const label = `${category.code ?? ''} ${category.name ?? ''}`.slice(0, MAX_LABEL_LENGTH)
      return [...new Set(wordsOf(label))].map((word) => ({ word, isWhole: false, text, strength: 0.35, words: [] }))
    }),
  ]
}

const aliases = Object.entries(serviceAliases).map(([text, means]) => {
  return { text, word: wordsOf(text).join(''), words: wordsOf(means) }
})

/** Without a generic first word: Amazon, AWS or Service. */
function distinctiveWords(words: string[]): string[] {
  return words.length > 1 && /^(?:amazon|aws|service)$/.test(words[0] ?? '') ? words.slice(1) : words
}
