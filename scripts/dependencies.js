// What runs in production, from package-lock.json: all that is not there for development alone.
import { readFile } from 'node:fs/promises'

/** `{ name, version, licence }` of each, sorted by name. */
export async function readDependencies() {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8'))
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version, license = 'none' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
    }))
    .toSorted((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1))
}
