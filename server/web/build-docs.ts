/** Writes the API reference as one file that opens without a server and without a network: `npm run docs [-- FILE]`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { renderOfflinePage } from './offline-page.ts'

const dist = `${import.meta.dirname}/../../openapi/dist`
const target = resolve(process.argv[2] ?? `${dist}/docs.html`)

const html = renderOfflinePage(readFileSync(`${dist}/openapi.json`, 'utf8'))
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, html)
console.log(`${target} (${(Buffer.byteLength(html) / 1_000_000).toFixed(1)} MB)`)
