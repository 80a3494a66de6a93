/** The shape of src/: which file may import which, and how large one may grow. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

interface Import {
  from: string
  /** A path in src/ for one of ours, the name of a package otherwise. */
  to: string
  typeOnly: boolean
}

const files = sourceFiles('src')
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const imports = files.flatMap((file) => importsOf(file, texts.get(file) ?? ''))

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('src/generated/'))
    .toSorted()
}

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(/^(?:import|export)\s([^'"]*?)\bfrom '([^']+)'|^import '([^']+)'/gms)].map(
    ([, what = '', from, bare]) => {
      const target = from ?? bare ?? ''
      // `import type { … }`, or every name with its own `type`.
      const names = /\{([^}]*)\}/.exec(what)?.[1]?.split(',') ?? []
      const typeOnly =
        what.startsWith('type ') ||
        (/^\{[^}]*\}\s*$/.test(what) &&
          names.filter((name) => name.trim() !== '').every((name) => /^\s*type /.test(name)))
      return { from: file, to: target.startsWith('.') ? resolved(file, target) : target, typeOnly }
    },
  )
}

function resolved(file: string, target: string): string {
  return join(dirname(file), target).replace(/\.js$/, '.ts')
}

/** Imports of what `isTarget` accepts, from elsewhere than `allowed`. */
function strays(isTarget: (imported: Import) => boolean, allowed: (file: string) => boolean): string[] {
  return imports
    .filter((imported) => isTarget(imported) && !allowed(imported.from))
    .map(({ from, to }) => `${from} imports ${to}`)
}

const runsIn = (folder: string) => (imported: Import) => !imported.typeOnly && imported.to.startsWith(`src/${folder}`)
const within =
  (...folders: string[]) =>
  (file: string) =>
    folders.some((folder) => file.startsWith(`src/${folder}`))

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(300)
    expect(imports).toContainEqual({ from: 'src/start.ts', to: 'src/gateway.ts', typeOnly: false })
    expect(imports).toContainEqual({ from: 'src/http/app.ts', to: 'src/log.ts', typeOnly: true })
  })

  // The way of a request, from the edge to the upstream: what stands further down is imported by what stands above it, and never the other way.
  const layers = [
    'trusted-documents/main.ts',
    'main.ts',
    'doctor/',
    'start.ts',
    'http/',
    'gateway.ts',
    'schema.ts',
    'resolvers/',
    'user-errors.ts',
    'context.ts',
    'writes/',
    'loaders/',
    'case-index/',
    'cache/',
    'upstream/',
  ]
  it.each(layers.map((layer, index) => [layer, layers.slice(0, index)] as const))(
    'of %s are by what stands above it only',
    (layer, before) => {
      expect(strays(runsIn(layer), within(layer, ...before))).toEqual([])
    },
  )

  it('of resolvers, loaders and the upstream know nothing of HTTP, types included', () => {
    const inner = within('resolvers/', 'loaders/', 'upstream/', 'relay/', 'errors.ts', 'context.ts')
    expect(imports.filter(({ from, to }) => inner(from) && (to.startsWith('src/http/') || to === 'fastify'))).toEqual(
      [],
    )
  })

  it('of the emulator are in start.ts and in the doctor, which start one', () => {
    expect(
      strays(({ to }) => to.startsWith('src/emulator/'), within('emulator/', 'start.ts', 'doctor/main.ts')),
    ).toEqual([])
  })

  it('by the emulator are of itself, of node, and of types of the SDK', () => {
    const foreign = imports.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith('src/emulator/') &&
        !to.startsWith('src/emulator/') &&
        !to.startsWith('node:') &&
        !(typeOnly && to === '@aws-sdk/client-support'),
    )
    expect(foreign).toEqual([])
  })

  it('of the SDK at run time are in upstream/ only', () => {
    expect(strays(({ to, typeOnly }) => !typeOnly && /^@(aws-sdk|smithy)\//.test(to), within('upstream/'))).toEqual([])
  })

  it('of OpenTelemetry are of types: whoever sends no traces does not load it', () => {
    const ours = imports.filter(({ to }) => to.startsWith('@opentelemetry/'))
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.filter(({ typeOnly }) => !typeOnly)).toEqual([])
  })

  it('by relay/ are of nothing that knows AWS', () => {
    const allowed = /^src\/relay\/|^src\/(digest|errors|pause|text)\.ts$|^node:/
    expect(imports.filter(({ from, to }) => from.startsWith('src/relay/') && !allowed.test(to))).toEqual([])
  })

  it('have no cycles at run time', () => {
    const runs = new Map(
      files.map((file) => [
        file,
        imports.filter(({ from, typeOnly }) => from === file && !typeOnly).map(({ to }) => to),
      ]),
    )
    const done = new Set<string>()
    const visit = (file: string, path: string[]): string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')]
      if (done.has(file)) return []
      const cycles = (runs.get(file) ?? []).flatMap((next) => visit(next, [...path, file]))
      done.add(file)
      return cycles
    }
    expect(files.flatMap((file) => visit(file, []))).toEqual([])
  })

  it('are of files that exist', () => {
    expect(
      imports.filter(({ to }) => to.startsWith('src/') && !to.startsWith('src/generated/') && !texts.has(to)),
    ).toEqual([])
  })
})

describe('source files', () => {
  // Each main.ts is a process of its own; `npm run api-key` has to work while the rest is yet to be configured.
  it('read process.env in a main.ts alone; those of the gateway and the doctor hand it to config.ts', () => {
    const configured = ['src/doctor/main.ts', 'src/main.ts']
    expect(filesWith(/process\.env|process\['env'\]/)).toEqual(
      [...configured, 'src/api-keys/main.ts', 'src/emulator/main.ts'].toSorted(),
    )
    for (const main of configured) {
      // What they set for the SDK is no configuration of ours.
      const reads = texts.get(main)?.replaceAll(/^process\.env\.AWS_SDK_\w+ \?\?= .*$/gm, '')
      expect(reads?.match(/config = readConfig\(process\.env\)|process\.env/g)).toEqual([
        'config = readConfig(process.env)',
      ])
    }
  })

  it('have no `any`', () => {
    expect(filesWith(/(?<![\w'])any(?![\w'])(?=\s*[;,)>\]=[|&}]|\s*$)/m)).toEqual([])
  })

  it('have at most 250 lines, or say at their head why they have more', () => {
    const long = files.filter((file) => {
      const lines = (texts.get(file) ?? '').trimEnd().split('\n')
      const head = /^\s*(?:\/\*\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(lines.join('\n'))?.[0] ?? ''
      return lines.length > 250 && !/\b(data|table|long|lines)\b/i.test(head)
    })
    expect(long).toEqual([])
  })
})

function filesWith(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(code(texts.get(file) ?? '')))
}

/** The text without comments and strings. */
function code(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replaceAll(/`(?:[^`\\]|\\.)*`/g, '``')
}
