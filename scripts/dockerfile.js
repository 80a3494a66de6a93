// Runs the steps of the Dockerfile without Docker, each stage in a temporary folder. Starts the gateway of the last
// stage as compose.yaml does, with the demo account. The health check must pass, a query and the page must get
// responses, the doctor must find no problems, and the gateway must exit with 0 on SIGTERM.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { instructionsOf, isIgnored, variablesOf } from './dockerfile/read.js'

const folder = mkdtempSync(join(tmpdir(), 'dockerfile-'))
// Let the user of the last stage read the folder.
chmodSync(folder, 0o755)
try {
  await run(build())
} finally {
  rmSync(folder, { recursive: true })
}

/** Runs the steps of all stages, and returns the last stage: its working folder, variables and commands. */
function build() {
  const stages = []
  let stage
  const steps = {
    FROM: (text) => {
      const name = /\bAS (\w+)$/.exec(text)?.[1]
      stages.push((stage = { name, root: join(folder, `stage-${stages.length}`), folder: '', env: {} }))
    },
    WORKDIR: (path) => mkdirSync((stage.folder = join(stage.root, path)), { recursive: true }),
    ENV: (text) => Object.assign(stage.env, variablesOf(text.split(' '))),
    COPY: (text) => {
      const [, from, paths] = /^(?:--from=(\w+) )?(.*)$/.exec(text)
      const sources = paths.split(' ')
      const target = sources.pop()
      const root = stages.find(({ name }) => from && name === from)?.root
      for (const source of sources) copy(source, join(stage.folder, target), root)
    },
    RUN: (command) => {
      process.stdout.write(`RUN ${command}\n`)
      const { status } = spawnSync(command, { shell: true, cwd: stage.folder, stdio: 'inherit' })
      if (status !== 0) throw new Error(`${command} ended with ${status}`)
    },
    USER: () => {},
    EXPOSE: () => {},
    HEALTHCHECK: (text) => (stage.healthCheck = JSON.parse(text.slice(text.indexOf('[')))),
    CMD: (text) => (stage.command = JSON.parse(text)),
  }
  for (const { name, text } of instructionsOf(readFileSync('Dockerfile', 'utf8'))) steps[name](text)
  return stage
}

/**
 * Copies a folder's contents to the target. Copies a file to the target, or into the target if that ends in a slash.
 */
function copy(source, target, root = resolve('.')) {
  const from = join(root, source)
  const filter = (path) => root !== resolve('.') || !isIgnored(relative(root, path))
  if (!filter(from)) throw new Error(`.dockerignore excludes ${source} from the build`)
  const to = target.endsWith('/') && statSync(from).isFile() ? join(target, basename(source)) : target
  cpSync(from, to, { recursive: true, filter, verbatimSymlinks: true })
}

async function run(stage) {
  const port = await freePort()
  const demo = variablesOf(readFileSync('deploy/demo.env', 'utf8').split('\n'))
  // PATH has only this Node, so the check fails, instead of using another one, if the user below cannot run it.
  const env = { PATH: dirname(process.execPath), ...stage.env, ...demo, PORT: String(port), EMULATOR_PORT: '0' }
  // compose.yaml publishes ports on 127.0.0.1 only. Without a container, 0.0.0.0 would be open to other machines.
  Object.assign(env, { HOST: '127.0.0.1', EMULATOR_HOST: '127.0.0.1' })
  // 1000 is the image's user `node`, who has no write access here.
  const user = process.getuid() === 0 ? { uid: 1000, gid: 1000 } : {}
  const options = { cwd: stage.folder, env, ...user }
  const [node, ...args] = stage.command
  const gateway = spawn(node, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(gateway, 'exit')
  try {
    const [command, ...rest] = stage.healthCheck
    const isHealthy = () => spawnSync(command, rest, options).status === 0
    for (let left = 100; !isHealthy(); left--) {
      if (left === 0 || gateway.exitCode !== null) throw new Error('The health check does not pass.')
      await delay(100)
    }
    const url = `http://127.0.0.1:${port}`
    const query = `${url}/graphql?query=${encodeURIComponent('{ cases(first: 1) { nodes { subject } } }')}`
    const { data } = await (await fetch(query, { headers: { 'apollo-require-preflight': '1' } })).json()
    process.stdout.write(`${url} responds: ${data.cases.nodes[0].subject}\n`)
    const page = await (await fetch(`${url}/graphiql`)).text()
    if (!page.includes('data-account="demo"')) throw new Error('/graphiql is not the page of the demo account.')
    const schema = await (await fetch(`${url}/schema.graphql`)).text()
    if (schema !== readFileSync('schema.graphql', 'utf8')) throw new Error('/schema.graphql is not schema.graphql.')
    // One of the demo's accounts has no support plan, which the doctor reports as a problem.
    const oneAccount = { ...options, env: { ...env, ACCOUNTS_FILE: '' } }
    const doctor = spawnSync(node, ['dist/doctor.js'], { ...oneAccount, encoding: 'utf8' })
    if (doctor.status !== 0)
      throw new Error(`The doctor exited with ${doctor.status}: ${doctor.stdout + doctor.stderr}`)
    process.stdout.write('The health check passes, and the doctor exits with 0.\n')
  } finally {
    gateway.kill('SIGTERM')
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`${stage.command.join(' ')} ended with ${code}.`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
