import { get } from 'node:http'
import { expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const limited = [429, 'rate_limit_exceeded', 'API rate limit exceeded']

it('answers so many requests of a minute, and tells when the next may come', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 3 } })
  for (let number = 1; number <= 3; number++) expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  const answer = await call(server, 'POST /oauth/tokens', { body: refreshGrant })
  expect(refusal(answer)).toEqual(limited)
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
})

it('counts refused requests and unknown routes too', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 2 } })
  await call(server, 'GET /nothing')
  await call(server, 'POST /oauth/tokens', { body: '{' })
  expect(refusal(await call(server, 'POST /auth/logout'))).toEqual(limited)
})

it('counts simultaneous requests exactly', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 5 } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(server, 'POST /oauth/tokens', { body: refreshGrant })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
})

it('is not fooled by headers that proxies set', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 1 } })
  await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'X-Forwarded-For': '1.1.1.1' } })
  const answer = await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'X-Forwarded-For': '2.2.2.2', Forwarded: 'for=3.3.3.3' } })
  expect(refusal(answer)).toEqual(limited)
})

it('leaves those who watch over the service alone', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 1 } })
  for (let number = 1; number <= 3; number++) expect((await call(server, 'GET /health')).status).toBe(200)
})

it('is off unless it is set', async () => {
  await using server = await startServer()
  const answers = await Promise.all(Array.from({ length: 200 }, () => call(server, 'POST /oauth/tokens', { body: {} })))
  expect(answers.filter(({ status }) => status !== 400)).toEqual([])
})

it('counts in a minute that begins with the first request, whatever comes later', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 2 } })
  const refresh = () => call(server, 'POST /oauth/tokens', { body: refreshGrant })
  expect((await refresh()).status).toBe(201)
  server.advance(40)
  expect((await refresh()).status).toBe(201)
  expect(refusal(await refresh())).toEqual(limited)
  server.advance(20)
  expect((await refresh()).status).toBe(201)
  expect((await refresh()).status).toBe(201)
  expect(refusal(await refresh())).toEqual(limited)
})

it('counts each address for itself', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 1 } })
  const statusFor = (localAddress: string) =>
    new Promise((resolve, reject) => {
      get(`${server.url}/contract`, { localAddress }, (response) => resolve(response.resume().statusCode)).on('error', reject)
    })
  expect(await statusFor('127.0.0.1')).toBe(200)
  expect(await statusFor('127.0.0.1')).toBe(429)
  expect(await statusFor('127.0.0.2')).toBe(200)
})

it('counts a network of IPv6 as one', async () => {
  await using server = await startServer({ settings: { rateLimitPerMinute: 1, trustedProxies: ['127.0.0.1'] } })
  const statusFrom = async (address: string) => (await call(server, 'GET /contract', { headers: { 'X-Forwarded-For': address } })).status
  expect(await statusFrom('2001:db8:1:2::1')).toBe(200)
  expect(await statusFrom('2001:db8:1:2:ffff::2')).toBe(429)
  expect(await statusFrom('2001:db8:1:3::1')).toBe(200)
})
