import { existsSync } from 'node:fs'
import emulator from './emulator/jest.config.js'

if (!existsSync(`${import.meta.dirname}/test/clients/node_modules`)) {
  process.stderr.write('The suites in test/clients will fail. Install their packages: npm ci --prefix test/clients\n')
}

/** @type {import('jest').Config} */
export default {
  ...emulator,
  // The suites in test/chaos/ and test/fuzz/ take minutes, and have commands of their own.
  testMatch: ['<rootDir>/{test,emulator}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(chaos|fuzz)/'],
}
