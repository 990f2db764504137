import { isUuid } from '../uuid.ts'

/**
 * Where administrators find what a path of the contract names by its ids; undefined when it names nothing so. Values of tokens
 * are no ids, nor is any other text, which whoever is refused may have chosen.
 */
export function objectAt(path: string, parameters: Record<string, string>): string | undefined {
  const end = path.lastIndexOf('}') + 1
  const isNamed = end > 0 && !path.includes('{value}') && Object.values(parameters).every(isUuid)
  if (!isNamed) return undefined
  const named = path.slice(0, end).replace(/^\/api\//, '/admin/')
  return named.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name]!.toLowerCase())
}
