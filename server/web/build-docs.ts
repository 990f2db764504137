/** Writes the API reference and the overview as files that open without a server and without a network: `npm run docs [-- FILE]`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { renderOfflineOverview, renderOfflinePage } from './offline-page.ts'

const dist = `${import.meta.dirname}/../../openapi/dist`
const docs = resolve(process.argv[2] ?? `${dist}/docs.html`)
const overview = join(dirname(docs), 'overview.html')

mkdirSync(dirname(docs), { recursive: true })
write(docs, renderOfflinePage(readFileSync(`${dist}/openapi.json`, 'utf8'), encodeURIComponent(basename(overview))))
write(overview, renderOfflineOverview(encodeURIComponent(basename(docs))))

function write(file: string, html: string): void {
  writeFileSync(file, html)
  console.log(`${file} (${(Buffer.byteLength(html) / 1_000_000).toFixed(1)} MB)`)
}
