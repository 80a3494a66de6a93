// Start: from the start of the process to its first answer.
import { spawn } from 'node:child_process'
import { answerOf, median } from './compare.js'
import { milliseconds, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard } from './workloads.js'

const ROUNDS = 9

export async function startUp() {
  const emulator = await startEmulator()
  const times = { node: [], gateway: [] }
  for (let round = 0; round < ROUNDS; round++) {
    times.node.push(await timeOf(runNothing))
    times.gateway.push(await timeOf(() => startAndAsk(emulator.url)))
  }
  const ratio = median(times.gateway.map((time, round) => time / times.node[round]))
  return {
    ratio,
    markdown: [
      '## Start',
      '',
      'From the start of the process to its first answer, the 25 cases from a cold cache.',
      '',
      table(
        ['', 'ms', 'ratio'],
        [
          ['`node -e 0`', milliseconds(median(times.node)), '1.0'],
          ['this gateway', milliseconds(median(times.gateway)), ratio.toFixed(1)],
        ],
      ),
    ].join('\n'),
  }
}

async function timeOf(work) {
  const from = performance.now()
  const end = await work()
  return (end ?? performance.now()) - from
}

function runNothing() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', timeout: 10_000 })
    child.once('error', reject).once('exit', () => resolve())
  })
}

/** Answers with the time of the answer: what ends the process does not count. */
async function startAndAsk(emulator) {
  const gateway = await startGateway(emulator)
  await answerOf('the gateway', gateway, dashboard())
  const end = performance.now()
  await gateway.stop()
  return end
}
