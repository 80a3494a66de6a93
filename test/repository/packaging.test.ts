/**
 * Dockerfile, compose.yaml and deploy/ are consistent with each other, with the configuration, and with the routes of
 * the gateway.
 */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readEnvironment } from '../../emulator/environment.js'
import { readConfig, type Config } from '../../src/config/config.js'
import { variables } from '../../src/config/variables.js'
import { startEdge, type Edge } from '../support/edge.js'

type Env = Record<string, string>

interface Service {
  image: string
  build?: string
  command?: string[]
  env_file?: string[]
  environment?: Env
  ports?: string[]
  depends_on?: Record<string, unknown>
  volumes?: string[]
  stop_grace_period?: string
}
interface Probe {
  httpGet: { path: string; port: string }
}
interface Container {
  ports: { name: string; containerPort: number }[]
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[]
  livenessProbe: Probe
  readinessProbe: Probe
  volumeMounts: { name: string; mountPath: string }[]
}
interface Pod {
  serviceAccountName: string
  terminationGracePeriodSeconds: number
  containers: Container[]
  volumes: { name: string; secret: { secretName: string; items: { key: string; path: string }[] } }[]
}
type Labels = Record<string, string>
interface Manifest {
  kind: string
  metadata: { name: string }
  spec: {
    selector: Labels & { matchLabels: Labels }
    template: { metadata: { labels: Labels }; spec: Pod }
    ports: { targetPort: string }[]
  }
}

const { instructionsOf, isIgnored, variablesOf } = (await import(
  new URL('../../scripts/dockerfile/read.js', import.meta.url).href
)) as {
  instructionsOf: (dockerfile: string) => { name: string; text: string }[]
  isIgnored: (path: string) => boolean
  variablesOf: (lines: string[]) => Env
}

const textOf = (file: string) => readFileSync(file, 'utf8')
const envFile = (file: string) => variablesOf(textOf(file).split('\n'))

const instructions = instructionsOf(textOf('Dockerfile'))
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
const textsOf = (name: string, of = lastStage) => of.filter((step) => step.name === name).map(({ text }) => text)
const image = variablesOf(textsOf('ENV').flatMap((text) => text.split(' ')))

const compose = parse(textOf('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const services = Object.entries(compose.services)
const envFiles = ['deploy/demo.env', 'deploy/aws.env.example']

const kubernetes = textOf('deploy/kubernetes.yaml')
const manifests = parseAllDocuments(kubernetes).map((document) => document.toJS() as Manifest)
const manifest = (kind: string) => manifests.find((found) => found.kind === kind) as Manifest
const { template } = manifest('Deployment').spec
const pod = template.spec
const [container] = pod.containers as [Container]
const [keys] = pod.volumes as [Pod['volumes'][0]]

const unit = textOf('deploy/support-graph.service')

/** The environment variables of each gateway, by the file that sets them. */
const environments: [string, Env][] = [
  ...envFiles.map((file): [string, Env] => [
    file,
    { ...image, ...compose.services['gateway']?.environment, ...envFile(file) },
  ]),
  ...services
    .filter(([, { build, command, env_file }]) => build && !command && !env_file)
    .map(([name, { environment }]): [string, Env] => [`compose.yaml, ${name}`, { ...image, ...environment }]),
  [
    'deploy/kubernetes.yaml',
    {
      ...image,
      ...Object.fromEntries(container.env.map(({ name, value = 'rediss://redis.internal' }) => [name, value])),
    },
  ],
]
const configOf = (where: string): Config => readConfig(Object.fromEntries(environments)[where] ?? {})

const endMs = ({ shutdownGraceMs, shutdownTimeoutMs }: Config) => shutdownGraceMs + shutdownTimeoutMs

describe('environments', () => {
  test.each(environments)('the variables of %s exist and have valid values', (_, env) => {
    const known = new Set(Object.values(variables).map(({ name }) => name))
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([])
    expect(readConfig(env).warnings).toEqual([])
  })

  test('the variables of the emulator in compose.yaml are valid', () => {
    const { environment = {}, ports = [] } = compose.services['emulator'] ?? {}
    const read = readEnvironment(environment)
    expect(read).toMatchObject({ host: '0.0.0.0' })
    expect(Object.keys(environment)).toEqual(['EMULATOR_HOST', 'EMULATOR_PORT'])
    // The emulator's file links contain the port that it listens on, so the same port must be published.
    expect(ports).toEqual([`127.0.0.1:${environment['EMULATOR_PORT']}:${environment['EMULATOR_PORT']}`])
    expect(configOf('compose.yaml, fleet-1').upstream).toEqual(
      new URL(`http://emulator:${environment['EMULATOR_PORT']}`),
    )
  })
})

describe('Dockerfile', () => {
  test('every stage of the Dockerfile has the Node.js version of .nvmrc', () => {
    const node = `node:${textOf('.nvmrc').trim()}-slim`
    expect(textsOf('FROM', instructions).map((text) => text.split(' ')[0])).toEqual([node, node])
  })

  test('every file that the Dockerfile copies exists and is not in .dockerignore', () => {
    const sources = textsOf('COPY', instructions)
      .filter((text) => !text.startsWith('--from'))
      .flatMap((text) => text.split(' ').slice(0, -1))
    expect(sources.length).toBeGreaterThan(10)
    expect(sources.filter((path) => !existsSync(path) || isIgnored(path))).toEqual([])
  })

  test('.dockerignore excludes secrets and local build output', () => {
    const paths = ['keys.json', 'aws.env', '.env', '.git', 'node_modules', 'emulator/node_modules', 'dist', 'coverage']
    expect(paths.filter((path) => !isIgnored(path))).toEqual([])
  })

  test('the Docker image has the files that the docs name, and no sources', () => {
    const copied = textsOf('COPY').flatMap((text) =>
      text
        .replace(/^--from=\w+ /, '')
        .split(' ')
        .slice(0, -1),
    )
    const names = copied.map((path) => path.replace('/app/', ''))
    expect(names.toSorted()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json', 'schema'])
    expect(textOf('docs/operations.md')).toContain('`dist/`, `schema/` and `package.json`')
    expect(unit).toContain('dist/, schema/ and package.json')
  })

  test('the Docker image runs node itself as an unprivileged user', () => {
    expect(textsOf('USER')).toEqual(['node'])
    expect(textsOf('CMD')).toEqual(['["node", "dist/main.js"]'])
    expect(textsOf('EXPOSE')).toEqual([variables.port.default])
  })

  test('the Docker image does not start without authentication', () => {
    expect(() => readConfig(image)).toThrow('Set AUTH_MODE to `jwt` or `api-key`')
  })
})

describe('probes', () => {
  let edge: Edge
  beforeAll(async () => void (edge = await startEdge({ env: { LOG_LEVEL: 'silent' } })))
  afterAll(() => edge.close())

  test('the probes of Docker and Kubernetes use paths that exist', async () => {
    const [healthCheck = ''] = textsOf('HEALTHCHECK')
    expect(healthCheck).toContain("'/livez'")
    expect(container.livenessProbe.httpGet.path).toBe('/livez')
    expect(container.readinessProbe.httpGet.path).toBe('/readyz')
    for (const path of ['/livez', '/readyz']) expect((await fetch(edge.url + path)).status).toBe(200)
  })
})

describe('graceful shutdown', () => {
  test('Kubernetes waits longer than the gateway needs to stop', () => {
    const config = configOf('deploy/kubernetes.yaml')
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(endMs(config))
    // Long enough for a load balancer to notice two failed checks of /readyz.
    expect(config.shutdownGraceMs).toBe(15_000)
  })

  test('Docker Compose and systemd wait longer than the gateway needs to stop', () => {
    const periods = services.filter(([, { build }]) => build).map(([, service]) => service.stop_grace_period)
    expect(new Set(periods)).toEqual(new Set(['45s']))
    for (const [where] of environments.slice(0, -1)) expect(endMs(configOf(where))).toBeLessThan(45_000)
    const timeoutMs = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1_000
    expect(endMs(readConfig({ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' }))).toBeLessThan(timeoutMs)
  })
})

test('deploy/aws.env.example creates an AWS credentials file that only its owner can access', () => {
  expect(textOf('deploy/aws.env.example')).toContain('install -m 600 deploy/aws.env.example aws.env\n')
})

describe('compose.yaml', () => {
  test('services in compose.yaml refer to volumes, services and files that exist', () => {
    for (const [, { volumes = [], depends_on = {}, env_file = [] }] of services) {
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
      for (const name of Object.keys(depends_on)) expect(Object.keys(compose.services)).toContain(name)
      for (const file of env_file) expect(existsSync(/:-(.*)\}$/.exec(file)?.[1] ?? file)).toBe(true)
    }
  })

  test('compose.yaml publishes ports on the loopback interface only, and maps them to ports that are listened on', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports).map((port) => port.split(':'))
    expect(published.length).toBeGreaterThan(3)
    expect(new Set(published.map(([address]) => address))).toEqual(new Set(['127.0.0.1']))
    expect(new Set(published.map(([, port]) => port)).size).toBe(published.length)
    const { port, emulatorPort } = configOf('deploy/demo.env')
    expect(compose.services['gateway']?.ports?.map((text) => Number(text.split(':')[2]))).toEqual([port, emulatorPort])
  })
})

describe('deploy/kubernetes.yaml', () => {
  test('the Service and the disruption budget select the pods of the Deployment', () => {
    const { labels } = template.metadata
    expect(manifest('Deployment').spec.selector.matchLabels).toEqual(labels)
    expect(manifest('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels)
    expect(manifest('Service').spec.selector).toEqual(labels)
    expect(pod.serviceAccountName).toBe(manifest('ServiceAccount').metadata.name)
  })

  test('ports in kubernetes.yaml have the names that the Service and the probes use', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: configOf('deploy/kubernetes.yaml').port }])
    const used = [manifest('Service').spec.ports[0]?.targetPort, container.livenessProbe.httpGet.port]
    expect([...used, container.readinessProbe.httpGet.port]).toEqual(['http', 'http', 'http'])
  })

  test('volumes and keys of the Secret in kubernetes.yaml are those that its command creates', () => {
    const command = kubernetes.slice(0, kubernetes.indexOf('apiVersion'))
    expect(container.volumeMounts.map(({ name }) => name)).toEqual([keys.name])
    const references = container.env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : []))
    for (const { name, key } of [...references, { name: keys.secret.secretName, key: keys.secret.items[0]?.key }]) {
      expect(command).toContain(`kubectl create secret generic ${name} `)
      expect(command).toMatch(new RegExp(`--from-(literal|file)=${key}\\b`))
    }
    const path = `${container.volumeMounts[0]?.mountPath}/${keys.secret.items[0]?.path}`
    expect(configOf('deploy/kubernetes.yaml').apiKeysFile).toBe(path)
  })
})
