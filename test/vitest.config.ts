import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { FiguresReporter } from './figures-reporter.ts'
import { LongestFirst } from './longest-first.ts'
import { forgetTraffic, trafficFile, variable } from './traffic/traffic-file.ts'

/** These judge the traffic of all other tests, so they come after them. */
const afterwards = 'test/afterwards/**/*.test.ts'

/** These run on SQLite and on PostgreSQL. */
const onBothEngines = ['test/server/**/*.test.ts', 'test/store/*.test.ts']

/** These need a process that nobody else has used: they change or watch it as a whole. */
const alone = ['test/faults/**/*.test.ts', 'test/properties/**/*.test.ts', 'test/parity/**/*.test.ts', 'test/browser/**/*.test.ts', 'test/store/sqlite/*.test.ts']

/** Files that leave nothing behind share a process, which has to import the server and to compile the contract's schemas once only. */
const together = { isolate: false, sequence: { groupOrder: 0 } }

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A recorded snapshot that is missing is a failure; `--update` records it.
    update: 'none',
    env: { [variable]: trafficFile },
    reporters: [...configDefaults.reporters, new FiguresReporter(), { onTestRunStart: forgetTraffic, onTestRunEnd: forgetTraffic }],
    projects: [
      { extends: true, test: { name: 'sqlite', include: onBothEngines, globalSetup: 'test/engines/sqlite.ts', ...together } },
      { extends: true, test: { name: 'postgres', include: onBothEngines, globalSetup: 'test/engines/postgres.ts', env: { TEST_ENGINE: 'postgres' }, ...together } },
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...onBothEngines, ...alone, afterwards],
          globalSetup: 'test/engines/sqlite.ts',
          ...together,
        },
      },
      { extends: true, test: { name: 'alone', include: alone, globalSetup: 'test/engines/sqlite.ts', sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'afterwards', include: [afterwards], sequence: { groupOrder: 1 } } },
    ],
  },
})
