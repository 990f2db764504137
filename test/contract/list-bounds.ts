import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../server/follow-reference.ts'

type Schema = OpenAPIV3_1.SchemaObject & { maxItems?: number }

/**
 * Where lists say other bounds than the parameters that ask for their pages: a page has as many entries as may be asked for, and is
 * one that can be.
 */
export function findListBounds(contract: OpenAPIV3_1.Document): string[] {
  const schemaAt = (part: unknown) => followReference<Schema>(contract, part as Schema)
  const { schemas = {}, parameters = {} } = contract.components ?? {}
  const asked = (name: string) => {
    const { minimum, maximum } = schemaAt((parameters[name] as OpenAPIV3_1.ParameterObject).schema)
    return [minimum, maximum]
  }
  const shown = (name: string) => {
    const { minimum, maximum } = schemaAt(schemaAt(schemas['Paging']).properties?.[name])
    return [minimum, maximum]
  }
  const pages = Object.entries(schemas).filter(([, schema]) => 'paging' in (schemaAt(schema).properties ?? {}))
  const [, most] = asked('PageSize')
  return [
    ...pages.flatMap(([name, schema]) => {
      const { maxItems } = schemaAt(schemaAt(schema).properties?.['data'])
      return maxItems === most ? [] : [`${name} may have ${maxItems} entries, and not ${most}`]
    }),
    ...(String(shown('page_size')) === String(asked('PageSize')) ? [] : ['Paging page_size has other bounds than the parameter']),
    ...(String(shown('page_number')) === String(asked('Page')) ? [] : ['Paging page_number has other bounds than the parameter']),
  ]
}
