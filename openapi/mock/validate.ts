/** What Prism's check of a request lacks: which form of a body is meant, headers without text, and that deletions know their filters only. */
import type { PrismHttpComponents } from '@stoplight/prism-http'
import { createRequire } from 'node:module'
import { isObject } from '../../server/is-object.ts'
import { bodyForms, type Operation } from './body-forms.ts'

type Validate = PrismHttpComponents['validateInput']
type Element = Parameters<Validate>[0]['element']

// With `import`, this file of Prism is one thing to Node and another to Vite.
const { validateInput } = createRequire(import.meta.url)('@stoplight/prism-http/dist/validator/index.js') as { validateInput: Validate }

/** Makes the check for operations. A body is held against the form that its discriminator names, and against no other. */
export function validateAsContract(operations: Operation[]): Validate {
  const forms = new Map(operations.map((operation) => [operation, bodyForms(operation)]))
  return ({ resource, element }) => {
    const result = validateInput({ resource: formOf(resource, element), element })
    const [first, ...others] = [...unknownFilters(resource, element), ...emptyHeaders(resource, element)]
    if (first === undefined) return result
    return { _tag: 'Left', left: [first, ...others, ...(result._tag === 'Left' ? result.left : [])] }
  }

  function formOf(operation: Operation, { body }: Element): Operation {
    const own = forms.get(operation)
    if (own === undefined) return operation
    const fields = isObject(body) ? body[own.wrapper] : undefined
    return own.named.get(isObject(fields) ? fields[own.tag] : undefined) ?? own.unnamed
  }
}

/** Prism's number for an error. */
const severity = 0

/** A misspelt filter would delete everything. */
function unknownFilters({ method, request }: Operation, { url }: Element) {
  const known = request?.query?.map(({ name }) => name) ?? []
  if (method !== 'delete' || known.length === 0) return []
  return Object.keys(url.query ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ['query'],
      code: 'additionalProperties',
      message: `Request query must NOT have additional properties; found '${name}'`,
      severity,
    }))
}

/** To Prism a header without text is none. */
function emptyHeaders({ request }: Operation, { headers }: Element) {
  return (request?.headers ?? [])
    .filter(({ schema }) => (schema?.minLength ?? 0) > 0)
    .map(({ name }) => name.toLowerCase())
    .filter((name) => headers?.[name] === '')
    .map((name) => ({
      path: ['header', name],
      code: 'minLength',
      message: `Request header parameter ${name} must NOT have fewer than 1 characters`,
      severity,
    }))
}
