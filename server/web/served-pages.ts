import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Router, type RequestHandler } from 'express'
import { assets, fontAsset, startModule } from './assets.ts'
import { fontFaces } from './fonts.ts'
import { overviewStyle, renderOverview } from './overview/overview-page.ts'
import { contentSecurityPolicy, hashSource, type Sources } from './policy.ts'
import { redocStyle, renderRedocPage } from './redoc-page.ts'

/** Asks again each time, and is answered 304 while nothing changed. */
const revalidated = { 'Cache-Control': 'no-cache' }
const immutable = { 'Cache-Control': 'public, max-age=31536000, immutable' }

const servedFonts = fontFaces((font) => fontAsset(font).path)
const docs = docsPage()
const overview = overviewPage()

/** The pages, and what they load. It all comes from here; the policy of a page keeps it from asking any other host. */
export const servedPages = Router()
servedPages.get('/', serve(overview.html, overview.headers))
servedPages.get('/docs', serve(docs.html, docs.headers))
servedPages.get('/openapi.json', serve(contract(), { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*', ...revalidated }))
for (const { path, type, content } of assets) servedPages.get(path, serve(content, { 'Content-Type': type, ...immutable }))

function contract(): Buffer {
  return readFileSync(new URL('../../openapi/dist/openapi.json', import.meta.url))
}

function serve(content: Buffer, headers: Record<string, string>): RequestHandler {
  const tag = `"${createHash('sha256').update(content).digest('base64url')}"`
  return function servePage(_request, response) {
    response.set({ ...headers, ETag: tag, 'X-Content-Type-Options': 'nosniff' }).send(content)
  }
}

function docsPage() {
  const style = redocStyle(servedFonts)
  const html = renderRedocPage({ style, overview: '/', scripts: `<script type="module" src="${startModule.path}"></script>` })
  return { html: Buffer.from(html), headers: pageHeaders({ scripts: "'self'", style: hashSource(style), fonts: "'self'", requests: "'self'" }) }
}

function overviewPage() {
  const style = overviewStyle(servedFonts)
  const html = renderOverview({ style, docs: '/docs', contractAt: '/openapi.json' })
  return { html: Buffer.from(html), headers: pageHeaders({ scripts: "'none'", style: hashSource(style), fonts: "'self'", requests: "'none'" }) }
}

function pageHeaders(sources: Sources): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `${contentSecurityPolicy(sources)}; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
    ...revalidated,
  }
}
