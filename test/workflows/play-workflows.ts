import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runRedocly } from '../fixtures/run-redocly.ts'

/** What came of the workflows of a document, up to the first step that went wrong. */
export interface Play {
  /** The steps that were taken, in their order. */
  stepIds: string[]
  /** How many things were checked. */
  checkCount: number
  /** What went wrong, each with its step. */
  failures: string[]
}

interface Report {
  files: Record<string, { executedWorkflows: { executedSteps: Step[] }[] }>
}

interface Step {
  stepId: string
  checks: { name: string; passed: boolean; message: string }[]
}

/**
 * Plays the workflows of a document against a server and leaves their traffic in a folder.
 * @throws when Redocly does not get as far as to play them
 */
export async function playWorkflows(file: string, server: { url: string }, trafficFolder: string): Promise<Play> {
  const traffic = join(trafficFolder, `${basename(file)}.har`)
  const report = join(trafficFolder, '..', `${basename(file)}.json`)
  const { output } = await runRedocly([
    ...['respect', file, '--server', `ehealth-auth=${server.url}`, '--har-output', traffic, '--json-output', report],
    // Where a secret is masked, the traffic is not what went over the wire.
    '--no-secrets-masking',
  ])
  if (!existsSync(report)) throw new Error(output)
  // The report is Redocly's own.
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const steps = Object.values(files).flatMap(({ executedWorkflows }) => executedWorkflows.flatMap(({ executedSteps }) => executedSteps))
  return {
    stepIds: steps.map(({ stepId }) => stepId),
    checkCount: steps.flatMap(({ checks }) => checks).length,
    failures: steps.flatMap(({ stepId, checks }) =>
      checks.filter(({ passed }) => !passed).map(({ name, message }) => `${stepId}: ${name}: ${message}`),
    ),
  }
}
