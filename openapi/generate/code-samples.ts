import type { Contract, Operation } from './contract.ts'
import { curlSource } from './code-samples/curl-source.ts'
import { requestExamples, sampleRequest } from './code-samples/sample-request.ts'
import { sdkSource } from './code-samples/sdk-source.ts'

/** What Redoc shows beside an operation, as one of the tabs. */
export interface CodeSample {
  lang: string
  /** Tells the samples of an operation apart. */
  label: string
  source: string
}

/** The samples of an operation: each named example of its request with curl, and with the SDK if that sends the body. */
export function codeSamples(contract: Contract, operation: Operation): CodeSample[] {
  const examples = requestExamples(contract, operation)
  return [
    ...samplesOf('curl', 'Shell', examples, (body) => curlSource(sampleRequest(contract, operation, body))),
    ...samplesOf('SDK', 'TypeScript', operation.body ? examples : [], (body) => sdkSource(sampleRequest(contract, operation, body))),
  ]
}

function samplesOf(label: string, lang: string, examples: [string, unknown][], sourceOf: (body?: unknown) => string): CodeSample[] {
  if (examples.length === 0) return [{ lang, label, source: sourceOf() }]
  return examples.map(([name, body]) => ({ lang, label: examples.length === 1 ? label : `${label}: ${name}`, source: sourceOf(body) }))
}
