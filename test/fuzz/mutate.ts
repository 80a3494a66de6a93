/** Almost valid requests: a valid operation with an error in its text, variables or body. */
import type { Operation } from './generate.js'
import { hostileTexts, hostileValues, type Draw } from './values.js'

/** A body to send: strings and bytes unchanged, anything else as JSON. */
export type Body = string | Uint8Array | Record<string, unknown> | unknown[]

const tokens = /"""[^]*?"""|"(?:[^"\\\n]|\\.)*"|\.\.\.|\$?\w+|[^\s]/g
const strangers = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@',
  '|',
  '...',
  '"',
  '"""',
  'null',
  'on',
  'fragment',
  '1e99999',
  '-',
  '\u0000',
  '\ud800',
  '#',
  '__schema',
  '__typename',
]

type Mutation = (operation: Operation, draw: Draw) => Body

const mutations: Mutation[] = [
  inTokens((all, draw) => all.toSpliced(draw.integer(0, all.length - 1), draw.integer(1, 3))),
  inTokens((all, draw) => all.toSpliced(draw.integer(0, all.length - 1), 0, draw.one(all))),
  inTokens((all, draw) => all.with(draw.integer(0, all.length - 1), draw.one(all))),
  inTokens((all, draw) => all.with(draw.integer(0, all.length - 1), draw.one(strangers))),
  inTokens((all, draw) => all.slice(0, draw.integer(0, all.length - 1))),
  inTokens((all, draw) => {
    const [a, b] = [draw.integer(0, all.length - 1), draw.integer(0, all.length - 1)]
    return all.with(a, all[b] ?? '').with(b, all[a] ?? '')
  }),
  ({ query, variables }, draw) => ({
    query,
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, draw.chance(50) ? strange(value, draw) : value]),
    ),
  }),
  ({ query, variables }, draw) => ({ query, variables: draw.one(hostileValues.concat(JSON.stringify(variables))) }),
  ({ query }, draw) => ({ query, operationName: draw.one([...hostileTexts, ...hostileValues]) }),
  ({ query, variables }, draw) => ({
    query,
    variables,
    extensions: draw.one([...hostileValues, { persistedQuery: draw.one(hostileValues) }]),
  }),
  (_, draw) => ({ query: draw.one([...hostileTexts, ...hostileValues]) }),
  (_, draw) => ({ query: nested(draw) }),
  (operation, draw) => {
    const text = JSON.stringify(operation)
    return text.slice(0, draw.integer(0, text.length - 1))
  },
  (operation, draw) => {
    const bytes = Buffer.from(JSON.stringify(operation))
    bytes[draw.integer(0, bytes.length - 1)] = draw.integer(0, 255)
    return bytes
  },
  (operation) => [{ ...operation }],
]

/** Applies a random mutation. */
export function mutate(operation: Operation, draw: Draw): Body {
  return draw.one(mutations)(operation, draw)
}

function inTokens(change: (all: string[], draw: Draw) => string[]): Mutation {
  return ({ query, variables }, draw) => ({ query: change(query.match(tokens) ?? [], draw).join(' '), variables })
}

/** The value, with a part replaced by a value of a different type. */
function strange(value: unknown, draw: Draw): unknown {
  if (draw.chance(50) || typeof value !== 'object' || value === null) return draw.one(hostileValues)
  if (Array.isArray(value)) return [...(value as unknown[]), draw.one(hostileValues)]
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      draw.chance(40) ? strange(member, draw) : (member as unknown),
    ]),
  )
}

function nested(draw: Draw): string {
  const levels = draw.one([10, 50, 200, 5_000])
  const [open, close] = draw.one([
    ['{ case(id: "1") { communications { nodes { case ', ''],
    ['{ cases(filter: { ids: [', ''],
    ['{ cases(filter: { text: ', ''],
    ['{ ... on Query ', ' }'],
    ['{ cases { nodes ', ' } }'],
    ['query Q($v: [[[[', ''],
  ] as const)
  return open.repeat(levels) + (close === '' ? '' : `{ __typename }${close.repeat(levels)}`)
}
