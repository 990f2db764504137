import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations, type ContractOperation } from '../../../server/contract.ts'
import { administration, made, types } from '../../fixtures/administration.ts'
import type { Answer } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { operationNamed } from '../../fixtures/operation-named.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { breachesOf } from '../../properties/judge.ts'
import type { ContractRequest } from '../statuses/contract-request.ts'
import { allRows, leavesAllRows } from './rows.ts'
import { startWithOwnRows } from './start-with-own-rows.ts'
import { stringPlaces, withHeaders, type StringPlace } from './string-places.ts'

const server = await startWithOwnRows()
afterAll(server.close)
const admin = (target: string, body?: unknown) => server.ask(target, { headers: administration.headers, body })

/**
 * What ends a text, a statement, a comment or a pattern in any SQL, and what stands for a value. Each word comes once, or scopes
 * would lose it.
 */
const withBlanks = String.raw`A' or '1'='1'; drop table users; -- %_\ $1 ? :name "" /* */ 0x27 || chr(39) #`
/** The same for places that take no blanks. */
const withoutBlanks = String.raw`A1'or'1'='1';drop/**/table/**/users;--%_\$1?:name""||chr(39)#`
/** Ends a text of C, and is none that PostgreSQL can keep. */
const withNul = "A1'\u0000' or '1'='1"

let sent = 0
let accepted = 0
let shownAgain = 0
let numbered = 0

function send(request: ContractRequest): Promise<Answer> {
  sent += 1
  return server.send(request)
}

/** A request that nobody has sent before: what may be there once only has a number, unless it is what the request is about. */
function unique(request: ContractRequest, steps: string[]): ContractRequest {
  const about = steps.at(-1)
  numbered += 1
  const others: Record<string, string> = { email: `number-${numbered}@example.com`, name: `number ${numbered}`, value: `number-${numbered}-of-many` }
  // Whose names and values are chosen from a list, or which are none of the contract's, stay as they are.
  const isFree = (name: string, value: unknown) => name !== about && typeof value === 'string' && name in others && !value.endsWith('_token')
  if (request.body === undefined) return request
  const body: unknown = JSON.parse(JSON.stringify(request.body), (name, value: unknown) => (isFree(name, value) ? others[name] : value))
  return { ...request, body }
}

/** What an answer shows of the field that the request was about; undefined where it shows none. */
function shown({ body }: Answer, steps: string[]): unknown {
  const read = (path: string[]) => path.reduce<any>((value, step) => value?.[step], body?.data)
  return read(steps) ?? read(steps.slice(1))
}

/** Puts a text at a place, where it is refused or kept as it is; returns whether it was accepted. */
async function attack(operation: ContractOperation, { name, steps, fill }: StringPlace, text: string): Promise<boolean> {
  const answer = await send(unique(fill(text), steps))
  expect([name, ...breachesOf(operation, answer)]).toEqual([name])
  if (answer.status >= 300) return false
  accepted += 1
  const value = shown(answer, steps)
  if (typeof value === 'string' && steps.length > 0) {
    expect([name, value]).toEqual([name, text])
    shownAgain += 1
  }
  return true
}

async function idsByTable(): Promise<Record<string, string[]>> {
  const tables = Object.entries(await allRows(server.store))
  return Object.fromEntries(tables.map(([table, rows]) => [table, rows.map((row) => (JSON.parse(row) as { id: string }).id)]))
}

describe('SQL at every place where an operation takes text', async () => {
  const before = await idsByTable()

  it.each(contractOperations)('is text to $id, or refused', async (operation) => {
    for (const place of stringPlaces(operation)) {
      const isAccepted = await attack(operation, place, withBlanks)
      if (place.isNarrow) continue
      if (!isAccepted) await attack(operation, place, withoutBlanks)
      await attack(operation, place, withNul)
    }
    const everywhere = { 'X-Idempotency-Key': withoutBlanks, 'API-key': withBlanks, 'X-Custom-PSK': withBlanks, 'X-Request-Id': withoutBlanks }
    expect(breachesOf(operation, await send(withHeaders(operation, everywhere)))).toEqual([])
  })

  it.each(['getApproval', 'getRole', 'getClientProfile'])('is no token to %s', async (id) => {
    // Without the last letter, because a token was stored under the whole.
    const answer = await send(withHeaders(operationNamed(id), { Authorization: `Bearer ${withoutBlanks.slice(0, -1)}` }))
    expect(refusal(answer)).toEqual([401, 'access_denied', 'Invalid access token'])
  })

  it('has taken no row away', async ({ annotate }) => {
    const after = await idsByTable()
    for (const [table, ids] of Object.entries(before)) expect([table, ids.filter((id) => !after[table]!.includes(id))]).toEqual([table, []])
    const places = contractOperations.flatMap(stringPlaces)
    expect(shownAgain).toBeGreaterThan(0)
    const outcomes = `${accepted} accepted, ${shownAgain} shown again letter by letter`
    await annotate(`${sent} requests to ${places.length} places of ${contractOperations.length} operations, ${outcomes}`, 'figure')
  })
})

describe('a filter finds nothing but what has its text:', async () => {
  const texts = ["'", '%', '_', '\\', "%' or 1=1 --", "') union select * from users --", '$1', '.*']
  const [wrapped, own] = [(text: string) => `before ${text} behind`, new Map<string, string>()]
  for (const text of texts) {
    const client = { name: wrapped(text), user_id: demo.user.id, client_type_id: types.clinic, priv_settings: { access_type: 'DIRECT' } }
    own.set(text, made(await admin('POST /admin/clients', { client })).id)
    made(await admin('POST /admin/roles', { role: { name: text, scope: 'client:read' } }))
    made(await admin('POST /admin/users', { user: { email: `tax-id-${own.size}@example.com`, password: 'Some-Password-1', tax_id: text } }))
  }
  made(await admin('POST /admin/roles', { role: { name: 'names of scopes', scope: '% _ $1 .*' } }))

  /** These filters are lists of values, each with what it is about. */
  const prefixes: Record<string, string> = { 'query client_ids': 'client-', 'query client_names': 'client_name-' }
  const filters = contractOperations.flatMap((operation) => {
    const places = operation.method === 'get' ? stringPlaces(operation).filter(({ name, isNarrow }) => name.startsWith('query') && !isNarrow) : []
    return places.map((place) => ({ id: operation.id, operation, ...place }))
  })

  it.each(filters)('$name of $id', async ({ operation, name, fill }) => {
    for (const text of texts) {
      const request = fill(`${prefixes[name] ?? ''}${text}`)
      const answer = await send({ ...request, target: `${request.target}&page_size=300` })
      expect(breachesOf(operation, answer)).toEqual([])
      const rows: object[] = answer.body.data ?? []
      // Each has it somewhere, in whatever letters.
      expect([text, rows.filter((row) => !Object.values(row).some((value) => String(value).toLowerCase().includes(text)))]).toEqual([text, []])
    }
  })

  it('and that is found', async () => {
    const found = async (path: string, name: string, text: string) =>
      (await admin(`GET ${path}?page_size=300&${name}=${encodeURIComponent(text)}`)).body.data
    for (const text of texts) {
      expect((await found('/admin/clients', 'name', text)).map(({ id }: { id: string }) => id)).toContain(own.get(text))
      expect(await found('/admin/roles', 'name', text)).toMatchObject([{ name: text }])
      expect(await found('/admin/users', 'tax_id', text)).toMatchObject([{ tax_id: text }])
    }
    expect(await found('/admin/roles', 'scope', '%')).toMatchObject([{ name: 'names of scopes' }])
  })

  describe('of a deletion', () => {
    leavesAllRows(server)

    it.each(['roles?role_name', 'tokens?name', 'tokens?value'])('%s', async (filter) => {
      const target = `DELETE /admin/users/${demo.user.id}/${filter}`
      for (const text of texts) expect((await admin(`${target}=${encodeURIComponent(text)}`)).status).toBe(204)
    })
  })
})
