// Parses the syntax that this project's Dockerfile, .dockerignore and env files use.
import { readFileSync } from 'node:fs'

/**
 * @returns {{ name: string, text: string }[]} Instructions such as `COPY` with their arguments, without comments and
 * line breaks.
 */
export function instructionsOf(dockerfile) {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  return lines.filter(Boolean).map((line) => ({ name: line.split(' ', 1)[0], text: line.slice(line.indexOf(' ') + 1) }))
}

/** Whether .dockerignore excludes a path from the build: the last matching line decides. */
export function isIgnored(path) {
  const patterns = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const matches = (pattern) => pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)
  const last = patterns.findLast((pattern) => matches(pattern.replace('!', '')))
  return last !== undefined && !last.startsWith('!')
}

/**
 * @returns {Record<string, string>} The variables set by lines such as `NAME=value`.
 */
export function variablesOf(lines) {
  const set = lines.filter((line) => /^\w+=/.test(line))
  return Object.fromEntries(set.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
