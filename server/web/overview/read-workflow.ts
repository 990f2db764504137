import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { contractOperations, type ContractOperation } from '../../contract.ts'

/** A workflow that the tests run, as far as people read it. */
export interface Workflow {
  title: string
  summary: string
  steps: WorkflowStep[]
}

/** One call of a workflow, and its answer. */
export interface WorkflowStep {
  operation: ContractOperation
  description: string
  /** Who calls whom; absent where the workflow does not tell. */
  way: Way | undefined
  status: number
  /** The `error.type` of a call that must be refused. */
  error: string | undefined
}

interface Way {
  from: string
  to: string
}

/** A step that tells who calls whom. */
export type DrawnStep = WorkflowStep & { way: Way }

/** Tells whether a step can be drawn. */
export const isDrawn = (step: WorkflowStep): step is DrawnStep => step.way !== undefined

/** The answer to a step in short. */
export const answerText = ({ status, error }: WorkflowStep): string => (error === undefined ? String(status) : `${status} ${error}`)

/** What this reads of an Arazzo document. */
interface ArazzoDocument {
  info: { title: string; summary: string }
  workflows: { steps: ArazzoStep[] }[]
}

interface ArazzoStep {
  description: string
  operationId: string
  'x-from'?: string
  'x-to'?: string
  successCriteria: { condition: string }[]
}

/** Reads one of the workflows beside the contract. */
export function readWorkflow(name: string): Workflow {
  const file = new URL(`../../../openapi/workflows/${name}.arazzo.yaml`, import.meta.url)
  // The linter holds the workflows against the specification of Arazzo.
  const { info, workflows } = parse(readFileSync(file, 'utf8')) as ArazzoDocument
  return { title: info.title, summary: info.summary, steps: workflows.flatMap(({ steps }) => steps.map(readStep)) }
}

function readStep({ operationId, description, successCriteria, 'x-from': from, 'x-to': to }: ArazzoStep): WorkflowStep {
  const operation = contractOperations.find(({ id }) => id === operationId)
  if (operation === undefined) throw new Error(`a workflow calls "${operationId}", which the contract does not have`)
  const conditions = successCriteria.map(({ condition }) => condition).join('\n')
  return {
    operation,
    description,
    way: from === undefined || to === undefined ? undefined : { from, to },
    status: Number(/^\$statusCode == (\d+)$/m.exec(conditions)?.[1]),
    error: /^\$response\.body#\/error\/type == '(\w+)'$/m.exec(conditions)?.[1],
  }
}
