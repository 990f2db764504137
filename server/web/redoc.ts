import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const attribution = (text: string, width: number) =>
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='16'>` +
  `<text y='12' font-family='sans-serif' font-size='11' font-weight='600' fill='%234a86e8'>${text}</text></svg>`

/** Redoc's module. Its two pictures come from Redocly's CDN; here they are words, so that no other host is asked. */
export const redoc = readFileSync(fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js')), 'utf8')
  .replace('https://cdn.redoc.ly/redoc/logo-mini-full.svg', attribution('Redocly', 54))
  .replace('https://cdn.redoc.ly/redoc/logo-mini.svg', attribution('R', 10))

const options = {
  disableTelemetry: true,
  jsonSamplesExpandLevel: 'all',
  schemasExpansionLevel: 2,
  sortRequiredPropsFirst: true,
  // The patterns keep NUL and lone surrogates out; the descriptions say so in words.
  hideSchemaPattern: true,
}

/** The call that draws `contract`, an expression for the document or its URL, into the page. */
export function drawing(contract: string): string {
  return `init(${contract}, ${JSON.stringify(options)}, document.getElementById('redoc'))`
}
