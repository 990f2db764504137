import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Router, type RequestHandler } from 'express'
import { assets, fontAsset, startModule } from './assets.ts'
import { fontFaces } from './fonts.ts'
import { pageStyle, renderPage } from './page.ts'
import { contentSecurityPolicy, hashSource } from './policy.ts'

/** Asks again each time, and is answered 304 while nothing changed. */
const revalidated = { 'Cache-Control': 'no-cache' }
const immutable = { 'Cache-Control': 'public, max-age=31536000, immutable' }

const page = servedPage()

/**
 * The pages for people: the contract drawn by Redoc at `/docs`, and the contract itself at `/openapi.json`, which pages
 * of other origins may read too. What the page needs comes from here; its policy keeps it from asking any other host.
 */
export function pages(): Router {
  const router = Router()
  router.get('/', (_request, response) => response.redirect('/docs'))
  router.get('/docs', serve(page.html, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers, ...revalidated }))
  router.get('/openapi.json', serve(contract(), { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*', ...revalidated }))
  for (const { path, type, content } of assets) router.get(path, serve(content, { 'Content-Type': type, ...immutable }))
  return router
}

function contract(): Buffer {
  return readFileSync(new URL('../../openapi/dist/openapi.json', import.meta.url))
}

function serve(content: Buffer, headers: Record<string, string>): RequestHandler {
  const tag = `"${createHash('sha256').update(content).digest('base64url')}"`
  return function servePage(_request, response) {
    response.set({ ...headers, ETag: tag, 'X-Content-Type-Options': 'nosniff' }).send(content)
  }
}

function servedPage() {
  const style = pageStyle(fontFaces((font) => fontAsset(font).path))
  const policy = contentSecurityPolicy({ scripts: "'self'", style: hashSource(style), fonts: "'self'", requests: "'self'" })
  const html = renderPage({ style, scripts: `<script type="module" src="${startModule.path}"></script>` })
  return {
    html: Buffer.from(html),
    headers: { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'`, 'Referrer-Policy': 'no-referrer' },
  }
}
