import type { OpenAPIV3_1 } from 'openapi-types'
import { errorTypeSchema } from '../../server/error-type-schema.ts'
import { followReference } from '../../server/follow-reference.ts'
import { operationsIn } from './contract-hashes.ts'

/** Writes into a bundled contract at which statuses each error type comes: those that the examples show, and those before any operation. */
export function stampErrorTypes(document: OpenAPIV3_1.Document): void {
  const schema = errorTypeSchema(document)
  const shown = shownErrors(document)
  const statuses = schema.enum.map((type): [string, number[]] => {
    const ofOperations = shown.filter((error) => error.type === type).map(({ status }) => status)
    const all = new Set([...ofOperations, ...(schema['x-before-operations'][type] ?? [])])
    return [type, [...all].toSorted((one, other) => one - other)]
  })
  const descriptions = statuses.map(([type, own]) => `${own.join(', ')}: ${schema['x-meanings'][type]}`)
  Object.assign(schema, {
    'x-statuses': Object.fromEntries(statuses),
    // Redoc has one name for this, generators of clients another.
    'x-enumDescriptions': Object.fromEntries(schema.enum.map((type, index) => [type, descriptions[index]])),
    'x-enum-descriptions': descriptions,
  })
}

/** The type and the status of every example of a failure. */
function shownErrors(document: OpenAPIV3_1.Document): { type: string; status: number }[] {
  const operations = Object.values(document.paths ?? {}).flatMap((item) => operationsIn(item ?? {}))
  const responses = operations.flatMap(([, operation]) => Object.entries(operation.responses ?? {}))
  return responses.flatMap(([status, listed]) => {
    const { content = {} } = followReference<OpenAPIV3_1.ResponseObject>(document, listed)
    const examples = Object.values(content).flatMap((media) => Object.values(media.examples ?? {}))
    return examples.flatMap((example) => {
      const { value } = followReference<OpenAPIV3_1.ExampleObject>(document, example)
      return value.error === undefined ? [] : [{ type: String(value.error.type), status: Number(status) }]
    })
  })
}
