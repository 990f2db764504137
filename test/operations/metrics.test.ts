import { expect, it } from 'vitest'
import { contractOperations, schemaNamed } from '../../server/contract.ts'
import { jobs } from '../../server/jobs/jobs.ts'
import { call } from '../fixtures/call.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { holdRequest } from '../fixtures/hold-request.ts'
import { changeOutside } from '../fixtures/open-outside.ts'
import { startServer } from '../fixtures/start-server.ts'
import { readExposition, type Sample } from './exposition.ts'

type Server = { url: string }

async function scrape({ url }: Server): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return readExposition(await response.text())
}

/** The figure of one metric with these labels; undefined when there is none. */
function figure(samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined {
  const hasLabels = (sample: Sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
  return samples.find((sample) => sample.name === `ehealth_auth_${name}` && hasLabels(sample))?.value
}

const refresh = (server: Server) => call(server, 'POST /oauth/tokens', { body: refreshGrant })
const refreshWrongly = (server: Server) => call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, client_secret: 'wrong' } } })

it('requests are counted by operation and status, refusals by the type of their error', async () => {
  await using server = await startServer()
  await refresh(server)
  await refresh(server)
  await refreshWrongly(server)
  await call(server, 'GET /nowhere')
  const samples = await scrape(server)
  expect(figure(samples, 'http_requests_total', { operation: 'createToken', status: '201' })).toBe(2)
  expect(figure(samples, 'http_requests_total', { operation: 'createToken', status: '401' })).toBe(1)
  expect(figure(samples, 'http_requests_total', { operation: 'none', status: '404' })).toBe(1)
  expect(samples.filter(({ name }) => name === 'ehealth_auth_refusals_total')).toMatchObject([
    { labels: { operation: 'createToken', type: 'invalid_client' }, value: 1 },
    { labels: { operation: 'none', type: 'not_found' }, value: 1 },
  ])
})

it('the durations of an operation add up to its requests', async () => {
  await using server = await startServer()
  await Promise.all([refresh(server), refresh(server), refresh(server)])
  const samples = await scrape(server)
  const ofTokens = samples.filter(({ labels }) => labels.operation === 'createToken')
  const buckets = ofTokens.filter(({ name }) => name === 'ehealth_auth_http_request_duration_seconds_bucket').map(({ value }) => value)
  expect(buckets.at(-1)).toBe(3)
  expect(buckets).toEqual(buckets.toSorted((one, other) => one - other))
  expect(figure(ofTokens, 'http_request_duration_seconds_count')).toBe(3)
  expect(figure(ofTokens, 'http_request_duration_seconds_sum')).toBeGreaterThan(0)
})

it('a request is under way until its answer has ended, and counts as aborted when its caller goes away', async () => {
  await using server = await startServer()
  const held = await holdRequest(server)
  // The other one is the scrape itself.
  expect(figure(await scrape(server), 'http_requests_under_way')).toBe(2)
  held.abort()
  await expect.poll(async () => figure(await scrape(server), 'http_requests_under_way')).toBe(1)
  expect(figure(await scrape(server), 'http_requests_total', { status: 'aborted' })).toBe(1)
})

it('while the database does not tell of jobs, everything else is told, and no figure of a job', async () => {
  await using server = await startServer()
  expect(figure(await scrape(server), 'job_runs_total', { job: 'audit_purge' })).toBe(0)
  await changeOutside(server, 'alter table jobs rename to gone')
  const samples = await scrape(server)
  expect(samples.filter(({ labels }) => 'job' in labels)).toEqual([])
  expect(figure(samples, 'http_requests_under_way')).toBe(1)
})

it.each(['sandbox', 'production'] as const)('an answer that breaks the contract is counted in the %s, from nothing', async (mode) => {
  await using server = await startServer({ settings: { mode }, origin: 'spoilt' })
  const violations = async () => (await scrape(server)).filter(({ name }) => name === 'ehealth_auth_contract_violations_total')
  const none = contractOperations.map(({ id }) => ({ name: 'ehealth_auth_contract_violations_total', labels: { operation: id }, value: 0 }))
  expect(await violations()).toEqual(none)
  await changeOutside(server, "update clients set name = ''")
  const headers = { Authorization: `Bearer ${demo.pharmacy.ownerToken}`, 'API-key': demo.mis.apiKey }
  await call(server, `PATCH /admin/clients/${demo.pharmacy.id}/refresh_secret`, { headers })
  expect(await violations()).toEqual(none.map((sample) => ({ ...sample, value: Number(sample.labels.operation === 'refreshClientSecret') })))
})

it('no label has anything that came with a request', async () => {
  await using server = await startServer()
  const secret = 'a-secret-in-the-wrong-place'
  const names = ['Authorization', 'API-key', 'X-Request-Id', 'X-Idempotency-Key', 'X-Contract-Hash', 'User-Agent']
  const headers = Object.fromEntries(names.map((name) => [name, name === 'Authorization' ? `Bearer ${secret}` : secret]))
  const targets = [`GET /${secret}`, `GET /admin/users/${secret}`, `GET /admin/users?email=${secret}`, `PUT /oauth/tokens/${secret}`]
  for (const target of targets) await call(server, target, { headers })
  await call(server, 'POST /oauth/tokens', { body: { token: { grant_type: secret, [secret]: secret } }, headers })
  await fetch(server.url, { method: 'PROPFIND', headers })
  const text = await (await fetch(`${server.url}/metrics`)).text()
  expect(text).not.toContain(secret)
  const known: Record<string, RegExp | string[]> = {
    operation: ['none', ...contractOperations.map(({ id }) => id)],
    type: schemaNamed('ErrorType').enum ?? [],
    job: jobs.map(({ name }) => name),
    status: /^\d{3}$/,
    le: /^(\d+(\.\d+)?|\+Inf)$/,
  }
  const labels = readExposition(text).flatMap((sample) => Object.entries(sample.labels))
  const isKnown = ([label, value]: [string, string]) => {
    const values = known[label] ?? []
    return values instanceof RegExp ? values.test(value) : values.includes(value)
  }
  expect(labels.filter((label) => !isKnown(label))).toEqual([])
  expect(labels.length).toBeGreaterThan(0)
})

it('with METRICS_TOKEN the metrics are for those only who have it', async () => {
  const metricsToken = 'metrics-token-of-this-test-0123456789'
  await using server = await startServer({ settings: { metricsToken } })
  const answer = async (Authorization?: string, query = '') => {
    const response = await fetch(`${server.url}/metrics${query}`, { headers: Authorization === undefined ? {} : { Authorization } })
    return [response.status, response.headers.get('www-authenticate'), (await response.text()).includes('ehealth_auth')]
  }
  const refused = [401, 'Bearer', false]
  expect(await answer()).toEqual(refused)
  expect(await answer('Bearer metrics-token')).toEqual(refused)
  expect(await answer(`Bearer ${metricsToken}0`)).toEqual(refused)
  expect(await answer(`Basic ${metricsToken}`)).toEqual(refused)
  expect(await answer(`Bearer ${demo.administrator.token}`)).toEqual(refused)
  expect(await answer(undefined, `?token=${metricsToken}`)).toEqual(refused)
  expect(await answer(`Bearer ${metricsToken}`)).toEqual([200, null, true])
  expect((await call(server, 'GET /ready')).status).toBe(200)
})

it('the log tells with each refusal the type of its error, and with nothing else one', async () => {
  await using server = await startServer()
  await refresh(server)
  await refreshWrongly(server)
  await call(server, 'GET /nowhere')
  const answers = () => server.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered')
  await expect.poll(answers).toHaveLength(3)
  expect(answers().map(({ operation, status, error_type }) => [operation, status, error_type])).toEqual([
    ['createToken', 201, undefined],
    ['createToken', 401, 'invalid_client'],
    [undefined, 404, 'not_found'],
  ])
})
