import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { servePages, type PageServer } from './serve-pages.ts'

let server: PageServer
const get = (path: string, options?: RequestInit) => fetch(`${server.url}${path}`, options)

beforeAll(async () => void (server = await servePages()))
afterAll(() => server.close())

it('serves the bundle as it is, to pages of every origin', async () => {
  const response = await get('/openapi.json')
  expect(response.headers.get('content-type')).toMatch('application/json')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.text()).toBe(readFileSync(new URL('../../openapi/dist/openapi.json', import.meta.url), 'utf8'))
})

it('answers HEAD with the headers of GET and without a body', async () => {
  for (const path of ['/', '/docs', '/openapi.json']) {
    const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)]
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'))
    expect(await head.text()).toBe('')
  }
})

it('leaves every other method to the rest of the server', async () => {
  expect((await get('/docs', { method: 'POST' })).status).toBe(404)
})

it('lets a browser keep what never changes and ask again for the rest', async () => {
  const parts = { '/': /url\(([^)]+)\)/, '/docs': /src="([^"]+)"/ }
  for (const [path, part] of Object.entries(parts)) {
    const page = await get(path)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const again = await get(path, { headers: { 'if-none-match': page.headers.get('etag')!, 'cache-control': 'max-age=0' } })
    expect(again.status).toBe(304)
    const [, address = ''] = part.exec(await page.text())!
    expect((await get(address)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  }
})

const policyOf = async (path: string) =>
  (await get(path)).headers.get('content-security-policy')!.replaceAll(/'sha256-[^']+'/g, 'HASH').split('; ')

it('allows the overview fonts of its own origin, and nothing else', async () => {
  expect(await policyOf('/')).toEqual(
    (await policyOf('/docs')).map((directive) => directive.replace(/^(script|connect)-src .*/, "$1-src 'none'")),
  )
})

it('allows the API reference scripts, fonts and requests of its own origin only', async () => {
  expect(await policyOf('/docs')).toMatchInlineSnapshot(`
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src HASH HASH",
      "font-src 'self' data:",
      "img-src data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]
  `)
})
