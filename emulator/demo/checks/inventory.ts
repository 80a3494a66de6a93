/** The resources of the account. A check picks its findings from here, so that one instance turns up under one name in many checks. */
import { APPLICATIONS, ENVIRONMENTS, REGIONS } from '../company.js'
import { createRandom, HEX, UPPER_AND_DIGITS, type Random } from '../random.js'
import { kindOf, type KindName } from './kinds.js'

export interface Resource {
  id: string
  arn: string
  /** Application and environment: `checkout-prod`. */
  name: string
  /** Undefined for what belongs to no region. */
  region: string | undefined
  zone: string
}

export interface Inventory {
  count(kind: KindName): number
  sample(kind: KindName, count: number, random: Random): Resource[]
}

export function createInventory(): Inventory {
  const names = new Map<KindName, readonly string[]>()
  const resources = new Map<string, Resource>()

  function namesOf(kind: KindName): readonly string[] {
    const known = names.get(kind) ?? createNames(kind)
    names.set(kind, known)
    return known
  }

  function resourceOf(kind: KindName, name: string): Resource {
    const key = `${kind}:${name}`
    const known = resources.get(key) ?? createResource(kind, name)
    resources.set(key, known)
    return known
  }

  return {
    count: (kind) => namesOf(kind).length,
    sample: (kind, count, random) => random.sample(namesOf(kind), count).map((name) => resourceOf(kind, name)),
  }
}

function createResource(kindName: KindName, name: string): Resource {
  const kind = kindOf(kindName)
  const random = createRandom(`${kindName}:${name}`)
  const region = kindName === 'account-region' ? name : random.pick(REGIONS)

  function fill(pattern: string, id: string): string {
    return pattern.replaceAll(/\{(\w+)\}/g, (placeholder, word: string) => {
      if (word === 'id') return id
      if (word === 'name') return name
      if (word === 'region') return region
      if (word === 'hex') return `0${random.word(HEX, 16)}`
      if (word === 'up') return random.word(UPPER_AND_DIGITS, 13)
      const length = HEX_LENGTHS[word]
      if (length === undefined) throw new Error(`${placeholder} in the pattern "${pattern}" stands for nothing`)
      return random.word(HEX, length)
    })
  }

  const id = fill(kind.id, '')
  return {
    id,
    arn: kind.arn === undefined ? id : fill(kind.arn, id),
    name,
    region: kind.global ? undefined : region,
    zone: `${region}${random.pick(['a', 'b', 'c'])}`,
  }
}

const HEX_LENGTHS: Readonly<Record<string, number>> = { hex12: 12, hex8: 8 }

const ALL_NAMES = [...new Set(ENVIRONMENTS)].flatMap((environment) =>
  APPLICATIONS.map((application) => `${application}-${environment}`),
)

function createNames(kind: KindName): string[] {
  if (kind === 'account-region') return [...new Set<string>(REGIONS)]
  return createRandom(`names:${kind}`).sample(ALL_NAMES, kindOf(kind).count ?? 44)
}
