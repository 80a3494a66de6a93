/** Values of fuzzed arguments: real values of the account, and hostile ones. */

/** Random draws. Based on fast-check, so failures can be repeated by seed and shrunk. */
export interface Draw {
  one: <T>(values: readonly T[]) => T
  integer: (min: number, max: number) => number
  /** True with a probability of `percent` %. */
  chance: (percent: number) => boolean
}

/** Values read from the account. */
export interface Pool {
  ids: string[]
  codes: string[]
  cursors: string[]
}

export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '\u202e\u200b',
  '🧨'.repeat(50),
  'x'.repeat(9_000),
  '"',
  '\\',
  '\n"""\n',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '-1',
  '1e400',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '${7*7}',
  "' OR 1=1 --",
  'WzEsIkNhc2UiLCJkZWZhdWx0IiwiIl0',
  'WzEsIkNhc2UiXQ',
  'W10',
  // 1, null and {} in base64; a valid id encodes a list.
  'MQ',
  'bnVsbA',
  'e30',
  '%00',
  'case-111122223333-none-2026-0000000000000000',
]

/** Replacements for a value of any type. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: { prototype: {} } },
  ['x', 1, null],
  '\ud800',
  'x'.repeat(70_000),
]

const times = [
  '2026-01-01',
  '2026-11-21T00:00:00Z',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-28T23:59:59+14:00',
]
const sizes = [1, 2, 3, 5, 100, 100, 0, -1, 101, 2 ** 31 - 1, -(2 ** 31)]
const languages = ['en', 'ja', 'de', 'zh', 'xx', 'pt_BR']

/**
 * A value of a scalar, for an argument or a member with this name. It has the right type, which is all that the schema
 * requires.
 */
export function scalarValue(draw: Draw, pool: Pool, scalar: string, name: string): unknown {
  switch (scalar) {
    case 'Boolean':
      return draw.chance(50)
    case 'Int':
      return draw.chance(70) ? draw.integer(1, 6) : draw.one(sizes)
    case 'SafeInt':
      return draw.one([0, 1, 10, 5_242_881, 157_286_400, 157_286_401, Number.MAX_SAFE_INTEGER, -1])
    case 'Float':
      return draw.one([0, 1.5, -1e300])
    case 'DateTime':
      return draw.one(times)
    default:
      return draw.chance(15) ? draw.one(hostileTexts) : damaged(draw, draw.one(textsFor(pool, scalar, name)))
  }
}

/** The text; one time in ten, with a character replaced or missing. */
function damaged(draw: Draw, text: string): string {
  if (text === '' || !draw.chance(10)) return text
  const at = draw.integer(0, text.length - 1)
  return text.slice(0, at) + draw.one(['', 'A', '_', '0']) + text.slice(at + 1)
}

function textsFor(pool: Pool, scalar: string, name: string): readonly string[] {
  if (name === 'after' || name === 'before') return pool.cursors
  if (name === 'language') return languages
  if (name === 'data') return ['aGk=', 'not base64', '', 'A'.repeat(4_000)]
  if (name === 'idempotencyKey') return ['one', 'two', 'three']
  if (name === 'ccEmailAddresses') return ['a@example.com', 'nobody', 'ü@example.com']
  if (name === 'text' || name === 'subject' || name === 'body') return ['database', 'Does it hold?', 'ÄÖ', 'a']
  return scalar === 'ID' || /[iI]ds?$/.test(name) ? pool.ids : pool.codes
}
