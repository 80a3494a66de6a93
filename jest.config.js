import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'

if (!existsSync(`${import.meta.dirname}/test/clients/node_modules`)) {
  process.stderr.write('The suites in test/clients will fail. Install their packages: npm ci --prefix test/clients\n')
}

/** @type {import('jest').Config} */
export default {
  // The suites in test/chaos/ and test/fuzz/ take minutes, and have commands of their own.
  testMatch: ['<rootDir>/{test,emulator}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(chaos|fuzz)/'],
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
