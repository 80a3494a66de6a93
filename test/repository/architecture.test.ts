/** The shape of the code: which file may import which, and how long a file may be. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

interface Import {
  from: string
  /** The path of a file of this project, otherwise the name of a package. */
  to: string
  typeOnly: boolean
}

/**
 * The layers of the project's code, from the top down. A file may import, types included, only from its own layer and
 * those below it. A new folder must be added here.
 */
const layers = [
  'src/main.ts',
  'src/start-problems.ts',
  'src/banner.ts',
  'src/cli/',
  'src/start.ts',
  'src/http/',
  'src/graph/server.ts',
  'src/graph/plugins/',
  'src/graph/schema.ts',
  'src/graph/resolvers/',
  'src/graph/generated/',
  'src/graph/context.ts',
  'src/graph/no-account.ts',
  'src/graph/loaders/',
  'src/graph/models.ts',
  'src/graph/access/',
  'src/graph/mask.ts',
  'src/graph/selection.ts',
  'src/graph/execution/',
  'src/graph/relay/',
  'src/accounts/',
  'src/case-index/',
  'src/cache/',
  'src/writes/',
  'src/upstream/',
  'src/redis/',
  'src/telemetry/',
  'src/config/',
  'src/lib/',
  'emulator/',
  'web/graphiql/',
]
/** The subfolders that layers may have. */
const nested = [
  'src/cli/doctor',
  'src/http/auth',
  'src/upstream/budget',
  'emulator/demo',
  'emulator/files',
  'emulator/operations',
]

const files = [...sourceFiles('src'), ...sourceFiles('emulator'), ...sourceFiles('web')]
/** The files that codegen does not write. */
const written = files.filter((file) => !file.startsWith('src/graph/generated/'))
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const imports = files.flatMap((file) => importsOf(file, texts.get(file) ?? ''))

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.(ts|js)$/.test(file) && !/^emulator\/((test|node_modules)\/|vitest)/.test(file))
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
  const path = join(dirname(file), target)
  return file.endsWith('.ts') ? path.replace(/\.js$/, '.ts') : path
}

/** Imports that match `isTarget`, from files that are not `allowed`. */
function disallowed(isTarget: (imported: Import) => boolean, allowed: (file: string) => boolean): string[] {
  return imports
    .filter((imported) => isTarget(imported) && !allowed(imported.from))
    .map(({ from, to }) => `${from} imports ${to}`)
}

const within =
  (...folders: string[]) =>
  (file: string) =>
    folders.some((folder) => file.startsWith(`src/${folder}`))

/** The index of a file's layer in `layers`; -1 if it has none. */
function layerOf(file: string): number {
  return layers.findIndex((layer) => (layer.endsWith('/') ? file.startsWith(layer) : file === layer))
}

describe('imports', () => {
  test('the architecture test finds the imports of the code', () => {
    expect(imports.length).toBeGreaterThan(800)
    expect(imports).toContainEqual({ from: 'src/start.ts', to: 'src/graph/server.ts', typeOnly: false })
    expect(imports).toContainEqual({ from: 'src/http/app.ts', to: 'src/telemetry/log.ts', typeOnly: true })
  })

  test('files import only from the same or a lower layer, types included', () => {
    // The generated types need the models, and the models of payloads need the generated UserError.
    const known = 'src/graph/models.ts imports src/graph/generated/resolvers.ts'
    const upward = disallowed(
      ({ from, to }) => layerOf(to) !== -1 && layerOf(to) < layerOf(from),
      () => false,
    )
    expect(upward).toEqual([known])
  })

  test('only http/ imports HTTP packages', () => {
    expect(
      disallowed(({ to }) => /^(fastify|@fastify\/.*|@as-integrations\/fastify)$/.test(to), within('http/')),
    ).toEqual([])
  })

  test('only start.ts and cli/ import the emulator', () => {
    expect(
      disallowed(
        ({ from, to }) => to.startsWith('emulator/') && !from.startsWith('emulator/'),
        within('start.ts', 'cli/'),
      ),
    ).toEqual([])
  })

  test('the emulator imports only itself, Node and types of the SDK', () => {
    const foreign = imports.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith('emulator/') &&
        !to.startsWith('emulator/') &&
        !to.startsWith('node:') &&
        !(typeOnly && to === '@aws-sdk/client-support'),
    )
    expect(foreign).toEqual([])
  })

  test('only upstream/ imports the AWS SDK at run time', () => {
    expect(disallowed(({ to, typeOnly }) => !typeOnly && /^@(aws-sdk|smithy)\//.test(to), within('upstream/'))).toEqual(
      [],
    )
  })

  test('no module imports the OpenTelemetry SDK at run time, which loads only when tracing is on', () => {
    const ours = imports.filter(({ to }) => to.startsWith('@opentelemetry/'))
    const small = new Set(['@opentelemetry/api', '@opentelemetry/core'])
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.filter(({ to, typeOnly }) => !typeOnly && !small.has(to))).toEqual([])
  })

  test('relay/ imports only lib/ and Node, nothing that depends on AWS', () => {
    const allowed = /^src\/graph\/relay\/|^src\/lib\/|^node:/
    expect(imports.filter(({ from, to }) => from.startsWith('src/graph/relay/') && !allowed.test(to))).toEqual([])
  })

  test('imports have no cycles, types included', () => {
    const runs = new Map(
      files.map((file) => [
        file,
        imports.filter(({ from, to }) => from === file && !to.startsWith('src/graph/generated/')).map(({ to }) => to),
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

  test('imports refer to files that exist', () => {
    expect(imports.filter(({ to }) => /^(src|emulator|web)\//.test(to) && !texts.has(to))).toEqual([])
  })
})

describe('source files', () => {
  test('every source file and folder belongs to a layer', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([])
    const folders = new Set(files.map((file) => dirname(file)))
    const known = [...layers.map((layer) => (layer.endsWith('/') ? layer.slice(0, -1) : dirname(layer))), ...nested]
    expect(
      [...folders].filter(
        (folder) => !known.some((one) => folder === one || (nested.includes(one) && folder.startsWith(`${one}/`))),
      ),
    ).toEqual([])
  })

  test('src/ has at most six files outside its folders', () => {
    expect(files.filter((file) => /^src\/[^/]+$/.test(file)).length).toBeLessThanOrEqual(6)
  })

  // Each main.ts is a separate process.
  test('only main.ts files read process.env', () => {
    const configured = ['src/cli/doctor/main.ts', 'src/main.ts']
    expect(filesWith(/process\.env|process\['env'\]/)).toEqual([...configured, 'emulator/main.ts'])
    const reads = configured.map((main) =>
      // They also set variables for the SDK, which do not configure the gateway.
      texts
        .get(main)
        ?.replaceAll(/^process\.env\.AWS_SDK_\w+ \?\?= .*$/gm, '')
        .match(/.*process\.env.*/g),
    )
    expect(reads).toEqual([
      [expect.stringContaining('await doctor(process.argv.slice(2), process.env, ')],
      [expect.stringContaining('config = readConfig(process.env)')],
    ])
    expect(texts.get('src/cli/doctor/doctor.ts')?.match(/.*\benv\b(?!: ).*/g)).toEqual([
      expect.stringContaining('diagnose(env, without)'),
      expect.stringContaining('config = readConfig(env)'),
    ])
  })

  test('no source file uses the type any', () => {
    expect(filesWith(/(?<![\w'])any(?![\w'])(?=\s*[;,)>\]=[|&}]|\s*$)/m)).toEqual([])
  })

  test('a source file has at most 250 lines, or a comment at its top with the reason', () => {
    const long = written.filter((file) => {
      const lines = (texts.get(file) ?? '').trimEnd().split('\n')
      const head = /^\s*(?:\/\*\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(lines.join('\n'))?.[0] ?? ''
      return lines.length > 250 && !/\b(data|table|long|lines)\b/i.test(head)
    })
    expect(long).toEqual([])
  })
})

function filesWith(pattern: RegExp): string[] {
  return written.filter((file) => pattern.test(code(texts.get(file) ?? '')))
}

/** The text without comments and strings. */
function code(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replaceAll(/`(?:[^`\\]|\\.)*`/g, '``')
}
