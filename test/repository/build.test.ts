/** What scripts/build.js builds, and when npm runs it. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sources } from '../support/build-folder.js'
import { build, buildFolder, built } from '../support/built.js'
import { freePort } from '../support/free-port.js'
import { startCollector } from '../support/collector.js'
import { post } from '../support/post.js'
import { ready, runGateway } from '../support/process.js'

test('no command of package.json loads source maps', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  expect(Object.values(scripts).filter((script) => script.includes('source-maps'))).toEqual([])
})

const main = built('main.js')

interface ErrorCost {
  cpuMs: number
  bytes: number
}

/** With source maps, the first error took half a second of CPU time and 78 MB. */
const isCheap = ({ cpuMs, bytes }: ErrorCost) => cpuMs < 100 && bytes < 30_000_000

/**
 * What the first error in a process costs: CPU time beyond that of the second error, and memory. CPU time instead of
 * duration, because other processes may keep this machine busy.
 */
async function costOfFirstError(): Promise<ErrorCost> {
  // Older systemd units set this option; there must be no source maps for it to load.
  const gateway = runGateway(main, { NODE_OPTIONS: '--enable-source-maps' })
  const url = await ready(gateway)
  const measure = async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const value = (name: string) => Number(new RegExp(`^support_graph_${name} (\\S+)$`, 'm').exec(metrics)?.[1])
    return { cpuMs: value('process_cpu_seconds_total') * 1_000, bytes: value('process_resident_memory_bytes') }
  }
  const ask = async (first: number) =>
    (await post({ url }, { query: `{ cases(first: ${first}) { nodes { subject } } }` })).json()
  // The first request of any kind compiles the code that it runs.
  await ask(1)
  await measure()
  const before = await measure()
  expect(await ask(101)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  const afterOne = await measure()
  await ask(102)
  const afterTwo = await measure()
  gateway.child.kill('SIGKILL')
  await gateway.exited
  const [first, second] = [afterOne.cpuMs - before.cpuMs, afterTwo.cpuMs - afterOne.cpuMs]
  return { cpuMs: first - second, bytes: afterOne.bytes - before.bytes }
}

describe('build', () => {
  test('the build creates the servers, the commands and GraphiQL without source map links', async () => {
    expect(await build()).toEqual({ exitCode: 0, output: '' })
    const files = readdirSync(join(buildFolder, 'dist'))
    const programs = files.filter((name) => name.endsWith('.js'))
    expect(programs).toEqual(['api-key.js', 'doctor.js', 'emulator.js', 'main.js', 'trusted-documents.js'])
    for (const name of programs)
      expect(readFileSync(join(buildFolder, 'dist', name), 'utf8')).not.toContain('\n//# sourceMappingURL=')
    expect(existsSync(join(buildFolder, 'dist/graphiql/index.html'))).toBe(true)
  })

  test('the built gateway hashes queries with node:crypto', () => {
    // esbuild starts each module with its path. sha.js is the JavaScript fallback of @apollo/utils.createhash.
    expect(readFileSync(main, 'utf8')).not.toContain('// node_modules/sha.js/')
  })

  test('the built gateway runs without node_modules, with Redis, authentication and tracing', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'alone-'))
    cpSync(join(buildFolder, 'dist'), join(alone, 'dist'), { recursive: true })
    cpSync('schema', join(alone, 'schema'), { recursive: true })
    writeFileSync(join(alone, 'package.json'), '{"type":"module"}')
    const port = await freePort()
    const jwt = {
      AUTH_MODE: 'jwt',
      JWT_JWKS_URL: `http://127.0.0.1:${port}/`,
      JWT_ISSUER: 'issuer',
      JWT_AUDIENCE: 'audience',
    }
    const gateways = [
      // the issuer's keys cannot be fetched, so requests get 401, but all of the code is loaded
      { protocol: 'http/json', auth: jwt, expected: { status: 401 } },
      { protocol: 'http/protobuf', auth: {}, expected: { status: 200, body: { data: { node: null }, errors: [{}] } } },
    ]
    for (const { protocol, auth, expected } of gateways) {
      const collector = await startCollector()
      const gateway = runGateway(join(alone, 'dist/main.js'), {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        REDIS_URL: `redis://127.0.0.1:${port}`,
        ...auth,
      })
      const url = await ready(gateway)
      const query = '{ node(id: "x") { id } services { totalCount } }'
      const response = await post({ url }, { query }, { authorization: 'Bearer a.b.c' })
      expect({ status: response.status, body: await response.json() }).toMatchObject(expected)
      expect((await fetch(`${url}/graphiql`)).status).toBe(200)
      gateway.child.kill('SIGTERM')
      expect(await gateway.exited).toBe(0)
      expect(collector.requests.length).toBeGreaterThan(0)
    }
    rmSync(alone, { recursive: true })
  })

  test('the first error in the built gateway costs less than 100 ms and 30 MB', async () => {
    const attempts: ErrorCost[] = []
    // A garbage collection may affect one measurement, but not all of them.
    while (attempts.length < 3 && !attempts.some(isCheap)) attempts.push(await costOfFirstError())
    expect(attempts.filter(isCheap)).toHaveLength(1)
  })

  test('the documented command resolves a stack frame with the built source maps', () => {
    const [command = '', line, column] =
      /^node -p '(.*findOrigin\((\d+), (\d+)\))'$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
    expect([line, column].map(Number)).toEqual([expect.any(Number), expect.any(Number)])
    const lines = readFileSync(main, 'utf8').split('\n')
    const at = lines.findIndex((text) => text.startsWith('function createMetrics('))
    const script = command.slice(command.indexOf("'") + 1, -1).replace(/\(\d+, \d+\)$/, `(${at + 1}, 1)`)
    const { stdout, stderr } = spawnSync(process.execPath, ['-p', script], { cwd: buildFolder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/fileName: '.*src\/telemetry\/metrics\.ts'/)
  })
})

describe('prepare and prestart', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scripts-'))
    for (const name of sources) symlinkSync(resolve(name), join(folder, name))
    // A stub of scripts/build.js that only reports that it was run; the real script is tested above.
    mkdirSync(join(folder, 'scripts'))
    writeFileSync(
      join(folder, 'scripts/build.js'),
      `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('dist', { recursive: true })
writeFileSync('dist/main.js', '')
console.log('built')`,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Runs a script that npm runs after an installation or before `npm start`. */
  function run(script: 'prepare' | 'prestart') {
    return spawnSync('npm', ['run', '--silent', script], { cwd: folder, encoding: 'utf8' })
  }

  test('prepare always builds, and prestart only if the build is missing', () => {
    expect(run('prestart')).toMatchObject({ status: 0, stdout: 'built\n', stderr: '' })
    expect(run('prestart')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(run('prepare')).toMatchObject({ status: 0, stdout: 'built\n', stderr: '' })
  })

  test('prepare and prestart do not change the build if esbuild is missing', () => {
    rmSync(join(folder, 'node_modules'))
    expect(run('prepare')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(run('prestart')).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('prestart names the command that installs esbuild if both esbuild and the build are missing', () => {
    rmSync(join(folder, 'dist'), { recursive: true })
    cpSync('scripts/build.js', join(folder, 'scripts/build.js'))
    const { status, stderr } = run('prestart')
    expect(status).toBe(1)
    expect(stderr).toContain('run npm ci')
  })
})
