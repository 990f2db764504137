import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { answersFile, AnswersReporter } from './coverage/answers-reporter.ts'

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // A recorded snapshot that is missing is a failure; `--update` records it.
    update: 'none',
    env: { ANSWERS_FILE: answersFile },
    reporters: [...configDefaults.reporters, new AnswersReporter()],
  },
})
