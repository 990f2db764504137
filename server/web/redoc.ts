import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contractOperations } from '../contract.ts'
import { codeSamplesOf } from './code-samples.ts'

const attribution = (text: string, width: number) =>
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='16'>` +
  `<text y='12' font-family='sans-serif' font-size='11' font-weight='600' fill='%234a86e8'>${text}</text></svg>`

/**
 * Redoc's module. Its two pictures come from Redocly's CDN; here they are words, so that no other host is asked. It colours the
 * words of samples with attributes that the policy of the page forbids; here these attributes name the colour for the page's style.
 */
export const redoc = readFileSync(fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js')), 'utf8')
  .replace('https://cdn.redoc.ly/redoc/logo-mini-full.svg', attribution('Redocly', 54))
  .replace('https://cdn.redoc.ly/redoc/logo-mini.svg', attribution('R', 10))
  .replace(/ style="color: var\((\$\{\w+\})\)"/, ' data-color="$1"')

/** Gives the words of samples the colours that they name. */
export const sampleColours = [...new Set(redoc.match(/--code-block-tokens-[\w-]+-color/g))]
  .map((colour) => `[data-color='${colour}']{color:var(${colour})}`)
  .join('\n')

const options = {
  disableTelemetry: true,
  jsonSamplesExpandLevel: 'all',
  schemasExpansionLevel: 2,
  sortRequiredPropsFirst: true,
  // The patterns keep NUL and lone surrogates out; the descriptions say so in words.
  hideSchemaPattern: true,
}

/** The call that draws the contract, which `source` gives in the page: an expression for the document or its URL. */
export function drawing(source: string): string {
  const codeSamples = { languages: [{ lang: 'payload', label: 'Payload' }, ...sampleTabs()] }
  return `init(${source}, ${JSON.stringify({ ...options, codeSamples })}, document.getElementById('redoc'))`
}

/** Every tab that samples have. Redoc shows the samples of an operation for which its options have a tab. */
function sampleTabs(): { lang: string; label: string }[] {
  const samples = contractOperations.flatMap(({ operation }) => codeSamplesOf(operation))
  return [...new Map(samples.map(({ lang, label }) => [label, { lang, label }])).values()]
}
