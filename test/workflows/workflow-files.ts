import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const folder = join(import.meta.dirname, '../../openapi/workflows')

/** The documents of workflows, as their names and paths. */
export const workflowFiles = globSync('*.arazzo.yaml', { cwd: folder })
  .toSorted()
  .map((name) => ({ name, file: join(folder, name) }))

/** The steps of a document, in their order. */
export function stepIdsOf(file: string): string[] {
  // The linter says that it is such a document.
  const { workflows } = parse(readFileSync(file, 'utf8')) as { workflows: { steps: { stepId: string }[] }[] }
  return workflows.flatMap(({ steps }) => steps.map(({ stepId }) => stepId))
}
