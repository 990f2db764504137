import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reporter, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'
import { countAnswers, findGaps, tableOf } from './answer-counts.ts'

/** Where the workers record the answers of this run. */
export const answersFile = join(tmpdir(), `ehealth-auth-answers-${process.pid}`)

/**
 * Shows what the service has answered in a run of all tests, and fails the run when that is not what the contract lists. It is
 * silent when only some tests ran, or when some failed, which is news enough.
 */
export class AnswersReporter implements Reporter {
  #vitest: Vitest | undefined
  #isWhole = false

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    rmSync(answersFile, { force: true })
    // Vitest's own list is narrowed by its options already.
    const all = ['statuses']
    this.#isWhole = specifications.length === all.length && this.#vitest?.config.testNamePattern === undefined
  }

  onTestRunEnd(_modules: readonly TestModule[], _errors: readonly unknown[], reason: TestRunEndReason): void {
    if (reason !== 'interrupted') report(readFileSync(answersFile, 'utf8'))
    rmSync(answersFile, { force: true })
  }
}

function report(recorded: string): void {
  const counts = countAnswers(recorded)
  console.log(`\nAnswers of the service in this run, by operation and status\n\n${tableOf(counts)}\n`)
  const gaps = findGaps(counts)
  for (const gap of gaps) console.error(gap)
  if (gaps.length > 0) process.exitCode = 1
}
