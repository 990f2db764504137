import { readFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'

/** Reads a bundled contract. */
export function readBundle(file: string | URL): OpenAPIV3_1.Document {
  // The linter holds the contract against the specification of OpenAPI 3.1, and the bundler keeps to it.
  return JSON.parse(readFileSync(file, 'utf8')) as OpenAPIV3_1.Document
}
