/** Every word by which a service can be found, made once for each list of services that AWS has returned. */
import { inSlices } from '../../lib/pause.js'
import { perObject } from '../../lib/per-object.js'
import { serviceAliases } from './service-aliases.js'
import { acronymsOf, wordsOf } from './service-words.js'

/** A service as AWS lists it. */
export interface ListedService {
  code: string
  name?: string | undefined
  categories?: { code?: string | undefined; name?: string | undefined }[] | undefined
}

/** What a word says of one service. */
export interface Source {
  /** The index of the service in its list. */
  service: number
  /** Where the word is from, as it is shown: a name, a code, an acronym, an alias, or a category. */
  text: string
  strength: number
  /** The words of the service that it stands for, a bit for each. */
  covers: number
}

export interface Term {
  /** Words may be typed in part. Names of several words, acronyms and aliases are typed whole. */
  isWhole: boolean
  sources: Source[]
}

interface Entry {
  /** Its code and its name, each as words with blanks between them. */
  labels: string[]
  /** The words of the code and of the name that tell services apart. */
  code: string[]
  name: string[]
}

export interface ServiceIndex {
  terms: ReadonlyMap<string, Term>
  entries: Entry[]
  /** How much of its code or its name `covers` stands for, 0 to 1. Rare words are more of it. */
  coverage: (service: number, covers: number) => number
}

/** A number has 32 bits. */
const MAX_SERVICE_WORDS = 30
/** AWS has about 300, with ten categories each: what an upstream returns beyond that is not searched. */
const MAX_SERVICES = 1_000
const MAX_CATEGORIES = 100
const MAX_LABEL_LENGTH = 200

/** Words of plain English that are in names of services: they say little beside others. */
export const EVERYDAY: ReadonlySet<string> = new Set(
  'access account amazon and api as at aws be by connect connecting connection do error events for group help in is it linux management manager my no not of on out problem service support the to with'.split(
    ' ',
  ),
)

/** How much a word says that `count` of `all` services have, 0 to 1. */
export function tellingOf(word: string, count: number, all: number): number {
  return (Math.log(1 + all / Math.max(1, count)) / Math.log(1 + all)) * (EVERYDAY.has(word) ? 0.2 : 1)
}

/** The index of a list of services. */
export const indexOf = perObject(async (listed: readonly ListedService[]): Promise<ServiceIndex> => {
  const services = listed.slice(0, MAX_SERVICES)
  const terms = new Map<string, Term>()
  const entries: Entry[] = []
  const bits: ReadonlyMap<string, number>[] = []
  await inSlices(services, (service) => {
    const { code, name } = labelsOf(service)
    const entry: Entry = {
      labels: [wordsOf(code).join(' '), wordsOf(name).join(' ')],
      code: ownWords(code, /^(?:amazon|aws|service)$/),
      name: ownWords(name, /^(?:amazon|aws)$/),
    }
    const own = [...new Set([...entry.code, ...entry.name])].slice(0, MAX_SERVICE_WORDS)
    const bitOf = new Map(own.map((word, index) => [word, 1 << index]))
    for (const { word, isWhole = false, words = [], text, strength } of sourcesOf(service, entry)) {
      const covers = words.reduce((sum, covered) => sum | (bitOf.get(covered) ?? 0), 0)
      // a word of one service may be an acronym of another
      const term = terms.get(word) ?? { isWhole, sources: [] }
      term.isWhole &&= isWhole
      term.sources.push({ service: entries.length, text, strength, covers })
      terms.set(word, term)
    }
    entries.push(entry)
    bits.push(bitOf)
  })
  const telling = (word: string): number => {
    const found = terms.get(word)?.sources.filter(({ covers }) => covers !== 0)
    return tellingOf(word, new Set(found?.map(({ service }) => service)).size, services.length)
  }
  const tellings = new Map(entries.flatMap(({ code, name }) => [...code, ...name]).map((word) => [word, telling(word)]))
  const sum = (words: readonly string[]): number => words.reduce((total, word) => total + (tellings.get(word) ?? 0), 0)
  const part = (words: readonly string[], covers: number, bitOf: ReadonlyMap<string, number>): number => {
    return sum(words.filter((word) => (covers & (bitOf.get(word) ?? 0)) !== 0)) / (sum(words) || 1)
  }
  return {
    terms,
    entries,
    coverage(service, covers) {
      const { code = [], name = [] } = entries[service] ?? {}
      const bitOf = bits[service] ?? new Map<string, number>()
      return Math.max(part(code, covers, bitOf), part(name, covers, bitOf))
    },
  }
})

interface Named {
  word: string
  isWhole?: boolean
  text: string
  strength: number
  words?: readonly string[]
}

function sourcesOf(service: ListedService, entry: Entry): Named[] {
  const { code, name } = labelsOf(service)
  const own = new Set([...entry.code, ...entry.name])
  const parts = wordsOf(name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
  const labels = [
    { text: name, words: entry.name },
    { text: code, words: entry.code },
  ]
  return [
    ...labels.flatMap(({ text, words }) => [
      ...runsOf(words).map(({ run, at, size }) => {
        return { word: run, isWhole: size > 1, text, strength: 1, words: words.slice(at, at + size) }
      }),
      ...acronymsOf(words).map(({ acronym, size }) => {
        const strength = size === words.length ? 1 : size > 2 ? 0.99 : 0.6
        return { word: acronym, isWhole: true, text: acronym.toUpperCase(), strength, words: words.slice(0, size) }
      }),
    ]),
    // DynamoDB: dynamo, db, ddb
    ...parts.filter((word) => !own.has(word)).map((word) => ({ word, text: name, strength: 0.75 })),
    ...acronymsOf(parts).map(({ acronym }) => ({
      word: acronym,
      isWhole: true,
      text: acronym.toUpperCase(),
      strength: 0.8,
    })),
    ...aliases
      .filter(({ means }) => means.every((word) => own.has(word)))
      .map(({ word, alias, means }) => ({ word, isWhole: true, text: alias, strength: 0.85, words: means })),
    ...(service.categories ?? []).slice(0, MAX_CATEGORIES).flatMap(({ code: itsCode = '', name: itsName }) =>
      [...new Set(wordsOf(`${itsCode} ${itsName ?? ''}`.slice(0, MAX_LABEL_LENGTH)))].map((word) => {
        return { word, text: itsName ?? itsCode, strength: 0.35 }
      }),
    ),
  ]
}

function labelsOf({ code, name = '' }: ListedService): { code: string; name: string } {
  return { code: code.slice(0, MAX_LABEL_LENGTH), name: name.slice(0, MAX_LABEL_LENGTH) }
}

const aliases = Object.entries(serviceAliases).map(([alias, means]) => {
  return { alias, word: wordsOf(alias).join(''), means: wordsOf(means) }
})

/** All words but the first, where that says only who makes it. */
function ownWords(text: string, vendor: RegExp): string[] {
  const words = wordsOf(text)
  return words.length > 1 && vendor.test(words[0] ?? '') ? words.slice(1) : words
}

/** Each word, and each two and three in a row as one: people write `cloud front` and `stepfunctions`. */
export function runsOf(words: readonly string[]): { run: string; at: number; size: number }[] {
  return words.flatMap((_, at) =>
    [1, 2, 3]
      .filter((size) => at + size <= words.length)
      .map((size) => ({ run: words.slice(at, at + size).join(''), at, size })),
  )
}
