import { parse } from 'node:querystring'

/**
 * Reads a query. A bracket in a name means nothing in this contract, and is kept from the validator, which would take it
 * for a part of an object.
 */
export function parseQuery(query: string): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(parse(query)).map(([name, value]) => [name.replaceAll('[', '%5B'), value]))
}
