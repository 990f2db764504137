import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const folder = join(import.meta.dirname, '../../openapi/workflows')

/** The documents of workflows, as their names and paths. */
export const workflowFiles = globSync('*.arazzo.yaml', { cwd: folder })
  .toSorted()
  .map((name) => ({ name, file: join(folder, name) }))

interface ArazzoDocument {
  workflows: { inputs: { properties: Record<string, unknown> }; steps: { stepId: string }[] }[]
}

// The linter says that it is such a document.
const workflowsOf = (file: string) => (parse(readFileSync(file, 'utf8')) as ArazzoDocument).workflows

/** The steps of a document, in their order. */
export const stepIdsOf = (file: string): string[] => workflowsOf(file).flatMap(({ steps }) => steps.map(({ stepId }) => stepId))

/** The inputs of a document, as their names and schemas. */
export const inputsOf = (file: string): [string, unknown][] => workflowsOf(file).flatMap(({ inputs }) => Object.entries(inputs.properties))
