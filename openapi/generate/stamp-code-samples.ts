import { writeFileSync } from 'node:fs'
import { codeSamples } from './code-samples.ts'
import type { Contract } from './contract.ts'

/** Writes the samples of each operation into a bundled contract, where Redoc looks for them. */
export function stampCodeSamples(file: string, contract: Contract): void {
  const document = structuredClone(contract.document)
  for (const operation of contract.operations) {
    Object.assign(document.paths?.[operation.path]?.[operation.method] ?? {}, { 'x-codeSamples': codeSamples(contract, operation) })
  }
  writeFileSync(file, JSON.stringify(document, null, 2))
}
