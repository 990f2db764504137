import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { OpenAPIV3_1 } from 'openapi-types'
import { contract, contractOperations, resolve } from '../contract.ts'

const ajv = new Ajv2020({ strict: false, meta: false, validateSchema: false })
ajvFormats.default(ajv, { mode: 'full' })
ajv.addSchema({ $id: 'contract', components: { schemas: contract.components?.schemas } })

const responsesOf = new Map<string | undefined, OpenAPIV3_1.ResponsesObject>(
  contractOperations.map(({ id, operation }) => [id, operation.responses ?? {}]),
)

/**
 * What the contract forbids in an operation's answer: a status it does not list, or a body that breaks its schema, given
 * as the text that is sent. Nothing is said of answers outside any operation, nor of a 5xx, for which there is no better
 * one. A schema is compiled once for the process, at the first answer that needs it.
 */
export function answerFault(operationId: string | undefined, status: number, text: string | undefined): string | undefined {
  const responses = responsesOf.get(operationId)
  if (responses === undefined || status >= 500) return undefined
  const response = responses[status]
  if (response === undefined) return `status ${status} is not listed`
  // Every schema of a body is a file of its own, so the bundle refers to it.
  const schema = resolve(response).content?.['application/json']?.schema as OpenAPIV3_1.ReferenceObject | undefined
  if (schema === undefined) return text === undefined ? undefined : 'response must have no body'
  // The object that became the text may have members that JSON leaves out.
  if (ajv.validate(`contract${schema.$ref}`, text === undefined ? undefined : JSON.parse(text))) return undefined
  return ajv.errorsText(undefined, { dataVar: 'response' })
}
