import type { CodeSample } from '../../server/web/code-samples.ts'
import type { Contract, Operation } from './contract.ts'
import { curlSource } from './code-samples/curl-source.ts'
import { needOf, needs } from './code-samples/needs.ts'
import { requestExamples, sampleRequest, type RequestExample, type SampleRequest } from './code-samples/sample-request.ts'
import { sdkSource } from './code-samples/sdk-source.ts'

interface Tool {
  name: string
  lang: string
  /** What a line of comment begins with. */
  comment: string
  sourceOf(request: SampleRequest): string
}

const curl: Tool = { name: 'curl', lang: 'Shell', comment: '#', sourceOf: curlSource }
const sdk: Tool = { name: 'SDK', lang: 'TypeScript', comment: '//', sourceOf: sdkSource }

/**
 * The samples of an operation: each named example of its request with curl, and with the SDK if that sends the body. The first line
 * says what a sample needs that the demo data has not.
 */
export function codeSamples(contract: Contract, operation: Operation): CodeSample[] {
  const examples = requestExamples(contract, operation)
  const samplesOf = ({ name, lang, comment, sourceOf }: Tool, sent: RequestExample[]): CodeSample[] =>
    (sent.length === 0 ? [undefined] : sent).map((example) => {
      const need = needOf(operation.id, example?.name)
      const source = sourceOf(sampleRequest(contract, operation, example?.body))
      return {
        lang,
        label: example === undefined || sent.length === 1 ? name : `${name}: ${shortened(example.summary)}`,
        source: need === undefined ? source : `${comment} needs ${needs[need]}\n${source}`,
      }
    })
  return [...samplesOf(curl, examples), ...samplesOf(sdk, operation.body ? examples : [])]
}

/** A tab has no room for what comes after a comma. */
const shortened = (summary: string): string => summary.replace(/,.*/, '')
