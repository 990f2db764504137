import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { answersFile, AnswersReporter } from './coverage/simulated-reporter.ts'

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/{server,sdk,contract,store}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    exclude: ['test/server/statuses.test.ts', 'test/server/scopes.test.ts', 'test/server/content-type-leak.test.ts', 'test/server/administration/**'], maxWorkers: 2,
    env: { ANSWERS_FILE: answersFile },
    reporters: [...configDefaults.reporters, new AnswersReporter()],
  },
})
