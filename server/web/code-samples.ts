import type { OpenAPIV3_1 } from 'openapi-types'

/** A program that calls an operation. */
export interface CodeSample {
  lang: string
  /** Names the tab that shows it. */
  label: string
  source: string
}

/** The samples of an operation, which the generator has written into the bundle. */
export function codeSamplesOf(operation: OpenAPIV3_1.OperationObject<{ 'x-codeSamples'?: CodeSample[] }>): CodeSample[] {
  return operation['x-codeSamples'] ?? []
}
