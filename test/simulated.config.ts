import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { answersFile, AnswersReporter } from './coverage/simulated-reporter.ts'

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/server/administration/*.test.ts', 'test/coverage/*.test.ts', 'test/sdk/life-cycle.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    env: { ANSWERS_FILE: answersFile },
    reporters: [...configDefaults.reporters, new AnswersReporter()],
  },
})
