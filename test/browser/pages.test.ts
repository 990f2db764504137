import express from 'express'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pages } from '../../server/web/pages.ts'

const server = createServer(express().use(pages()))
const get = (path: string, options?: RequestInit) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { redirect: 'manual', ...options })

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.close())

it('sends the way from / to /docs', async () => {
  const { status, headers } = await get('/')
  expect([status, headers.get('location')]).toEqual([302, '/docs'])
})

it('serves the bundle as it is, to pages of every origin', async () => {
  const response = await get('/openapi.json')
  expect(response.headers.get('content-type')).toMatch('application/json')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.text()).toBe(readFileSync(new URL('../../openapi/dist/openapi.json', import.meta.url), 'utf8'))
})

it('answers HEAD with the headers of GET and without a body', async () => {
  for (const path of ['/docs', '/openapi.json']) {
    const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)]
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'))
    expect(await head.text()).toBe('')
  }
})

it('leaves every other method to the rest of the server', async () => {
  expect((await get('/docs', { method: 'POST' })).status).toBe(404)
})

it('lets a browser keep what never changes and ask again for the rest', async () => {
  const page = await get('/docs')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const again = await get('/docs', { headers: { 'if-none-match': page.headers.get('etag')!, 'cache-control': 'max-age=0' } })
  expect(again.status).toBe(304)
  const script = /src="([^"]+)"/.exec(await page.text())![1]!
  expect((await get(script)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
})

it('allows scripts, fonts and requests of its own origin only', async () => {
  const policy = (await get('/docs')).headers.get('content-security-policy')!.replaceAll(/'sha256-[^']+'/g, 'HASH')
  expect(policy.split('; ')).toMatchInlineSnapshot(`
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
