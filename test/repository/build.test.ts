/** scripts/build.js, in a folder of its own. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.js'
import { startCollector } from '../support/collector.js'
import { post } from '../support/edge.js'
import { ready, runGateway } from '../support/process.js'

test('no command of package.json loads source maps', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  expect(Object.values(scripts).filter((script) => script.includes('source-maps'))).toEqual([])
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'))
  cpSync('scripts/build.js', join(folder, 'scripts/build.js'))
  for (const name of [
    'package.json',
    'src',
    'emulator',
    'schema',
    'web',
    'examples',
    'tsconfig.json',
    'node_modules',
  ]) {
    symlinkSync(resolve(name), join(folder, name))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function build() {
  return spawnSync(process.execPath, ['scripts/build.js'], { cwd: folder, encoding: 'utf8' })
}

/** A script of package.json, which npm runs around an installation or a command. */
function run(script: 'prepare' | 'prestart') {
  return spawnSync('npm', ['run', '--silent', script], { cwd: folder, encoding: 'utf8' })
}

/** The files of dist/ that were written since the last time. */
function written(): string[] {
  const files = readdirSync(join(folder, 'dist'), { recursive: true }).map((name) => join(folder, 'dist', String(name)))
  const fresh = files.filter((file) => statSync(file).mtimeMs > 0)
  for (const file of files) utimesSync(file, 0, 0)
  return fresh
}

interface ErrorCost {
  cpuMs: number
  bytes: number
}

const isCheap = ({ cpuMs, bytes }: ErrorCost) => cpuMs < 30 && bytes < 10_000_000

/** What the first error of a process costs more than the next one. CPU time, because other processes may keep this machine busy. */
async function costOfFirstError(): Promise<ErrorCost> {
  // As in unit files from before: there must be nothing for the option to load.
  const gateway = runGateway(join(folder, 'dist/main.js'), { NODE_OPTIONS: '--enable-source-maps' })
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

describe('the build', () => {
  test('makes the servers and the page at the installation, and links no source map', () => {
    expect(run('prepare')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    for (const file of ['main.js', 'emulator.js', 'graphiql/index.html']) {
      expect(existsSync(join(folder, 'dist', file))).toBe(true)
    }
    for (const file of readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.js')))
      expect(readFileSync(join(folder, 'dist', file), 'utf8')).not.toContain('\n//# sourceMappingURL=')
  })

  test('makes a gateway that needs no packages beside it, be it with Redis, logins and traces', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'alone-'))
    cpSync(join(folder, 'dist'), join(alone, 'dist'), { recursive: true })
    cpSync('schema', join(alone, 'schema'), { recursive: true })
    writeFileSync(join(alone, 'package.json'), '{"type":"module"}')
    const port = await freePort()
    for (const protocol of ['http/json', 'http/protobuf']) {
      const collector = await startCollector()
      const gateway = runGateway(join(alone, 'dist/main.js'), {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        REDIS_URL: `redis://127.0.0.1:${port}`,
        AUTH_MODE: 'jwt',
        JWT_JWKS_URL: `http://127.0.0.1:${port}/`,
        JWT_ISSUER: 'issuer',
        JWT_AUDIENCE: 'audience',
      })
      const url = await ready(gateway)
      // without the keys of the issuer nobody gets in, but the whole of it is there
      expect((await post({ url }, { query: '{ __typename }' }, { authorization: 'Bearer a.b.c' })).status).toBe(401)
      expect((await fetch(`${url}/graphiql`)).status).toBe(200)
      gateway.child.kill('SIGTERM')
      expect(await gateway.exited).toBe(0)
      expect(collector.requests.length).toBeGreaterThan(0)
    }
    const open = runGateway(join(alone, 'dist/main.js'), {})
    const answer = await post({ url: await ready(open) }, { query: '{ node(id: "x") { id } services { totalCount } }' })
    expect(await answer.json()).toMatchObject({ data: { node: null }, errors: [{}] })
    rmSync(alone, { recursive: true })
  })

  test('makes a gateway whose first error costs less than 30 ms and 10 MB', async () => {
    const attempts: ErrorCost[] = []
    // A garbage collection may come between, but not each time.
    while (attempts.length < 3 && !attempts.some(isCheap)) attempts.push(await costOfFirstError())
    expect(attempts.filter(isCheap)).toHaveLength(1)
  })

  test('makes source maps that the documented command reads a stack with', () => {
    const [command = '', line, column] =
      /^node -p '(.*findOrigin\((\d+), (\d+)\))'$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
    expect([line, column].map(Number)).toEqual([expect.any(Number), expect.any(Number)])
    const lines = readFileSync(join(folder, 'dist/main.js'), 'utf8').split('\n')
    const at = lines.findIndex((text) => text.startsWith('function createMetrics('))
    const script = command.slice(command.indexOf("'") + 1, -1).replace(/\(\d+, \d+\)$/, `(${at + 1}, 1)`)
    const { stdout, stderr } = spawnSync(process.execPath, ['-p', script], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/fileName: '.*src\/telemetry\/metrics\.ts'/)
  })

  test('is made before a command only where it is missing', () => {
    rmSync(join(folder, 'dist/main.js'))
    expect(run('prestart').status).toBe(0)
    expect(existsSync(join(folder, 'dist/main.js'))).toBe(true)
    written()
    expect(run('prestart')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(written()).toEqual([])
  })

  test('stays as it is where esbuild is not installed', () => {
    rmSync(join(folder, 'node_modules'))
    expect(run('prepare')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(run('prestart')).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(written()).toEqual([])
  })

  test('fails with the command that installs esbuild where that is missing', () => {
    rmSync(join(folder, 'dist'), { recursive: true })
    for (const { status, stderr } of [build(), run('prestart')]) {
      expect(status).toBe(1)
      expect(stderr).toContain('run npm ci')
    }
  })
})
