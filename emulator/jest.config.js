import { availableParallelism } from 'node:os'

/**
 * The set-up of the gateway's tests as well.
 * @type {import('jest').Config}
 */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
  },
  // tests wait for pauses and time-outs most of the time
  maxWorkers: 2 * availableParallelism(),
  // the longest take 10 s alone, and the workers share the cores with what they start
  testTimeout: 60_000,
}
