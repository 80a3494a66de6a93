import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

if (!existsSync(`${import.meta.dirname}/test/clients/node_modules`)) {
  process.stderr.write('The suites in test/clients will fail. Install their packages: npm ci --prefix test/clients\n')
}

const inMinutes = ['test/chaos/**/*.test.ts', 'test/fuzz/**/*.test.ts']
const inBrowser = ['test/e2e/**/*.test.ts']

export default defineConfig({
  // Packages import this copy of graphql: two copies reject each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    // Suites share loaded modules, because loading takes longer than most suites; each suite cleans up after itself.
    isolate: false,
    globalSetup: 'test/support/build-folder.ts',
    pool: 'threads',
    // Most of the time, tests wait for timers.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts', 'emulator/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...inMinutes, ...inBrowser],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // These need a browser.
      {
        extends: true,
        test: {
          name: 'e2e',
          include: inBrowser,
          testTimeout: 60_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      // These take minutes and have their own npm scripts.
      {
        extends: true,
        test: { name: 'chaos', include: ['test/chaos/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'fuzz', include: ['test/fuzz/*.test.ts'], testTimeout: 180_000, hookTimeout: 60_000 },
      },
    ],
  },
})
