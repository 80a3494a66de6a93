// What a Dockerfile, .dockerignore and env files say, as far as those of this project go.
import { readFileSync } from 'node:fs'

/** @returns {{ name: string, text: string }[]} `COPY` and what follows it, without comments and line breaks. */
export function instructionsOf(dockerfile) {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  return lines.filter(Boolean).map((line) => ({ name: line.split(' ', 1)[0], text: line.slice(line.indexOf(' ') + 1) }))
}

/** Whether .dockerignore keeps a path out of the build: the last line that matches decides. */
export function isIgnored(path) {
  const patterns = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const matches = (pattern) => pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)
  const last = patterns.findLast((pattern) => matches(pattern.replace('!', '')))
  return last !== undefined && !last.startsWith('!')
}

/** @returns {Record<string, string>} What lines such as `NAME=value` set. */
export function variablesOf(lines) {
  const set = lines.filter((line) => /^\w+=/.test(line))
  return Object.fromEntries(set.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
