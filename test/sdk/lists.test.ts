import { ApiError, ContractError, EHealthAuth, type Role } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { demo } from '../fixtures/demo.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'
import { answer, startScript, type Step } from './scripted-server.ts'

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

/** A service with 123 roles, of which every third lets patients be seen, and the queries of all that is asked of it. */
async function startWithRoles() {
  const fixtures = await demoFixtures(({ roles }) => {
    const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    const scope = (number: number) => (number % 3 === 0 ? 'legal_entity:write' : 'role:read')
    roles.push(...Array.from({ length: 120 }, (_, number) => ({ id: id(number), name: `ROLE ${number}`, scope: scope(number) })))
  })
  const server = await startServer({ fixtures })
  onTestFinished(server.close)
  const queries: string[] = []
  const recordingFetch: typeof fetch = (input, init) => {
    queries.push(new URL(String(input)).search)
    return fetch(input, init)
  }
  return { auth: new EHealthAuth({ baseUrl: server.url, accessToken: demo.administrator.token, fetch: recordingFetch }), queries }
}

const namesOf = (roles: Role[]) => roles.map(({ name }) => name)

describe('a list that is read to its end', () => {
  it('gives all entries of all pages, in order', async () => {
    const { auth, queries } = await startWithRoles()
    const names: string[] = []
    for await (const { name } of auth.roles.list()) names.push(name)
    expect(queries).toEqual(['', '?page=2', '?page=3'])
    const { data } = await auth.roles.list({ page_size: 300 })
    expect(data).toHaveLength(123)
    expect(names).toEqual(namesOf(data))
  })

  it('reads the longest page that the contract allows', async () => {
    const longest = Array.from({ length: 300 }, (_, index) => ({ name: `ROLE ${index}`, scope: 'x'.repeat(8_192) }))
    const paging = { page_number: 1, page_size: 300, total_entries: 300, total_pages: 1 }
    const { baseUrl } = await startScript((_request, response) => void response.end(JSON.stringify({ meta: {}, data: longest, paging })))
    expect((await new EHealthAuth({ baseUrl }).roles.list({ page_size: 300 })).data).toEqual(longest)
  })

  it('begins at the page asked for', async () => {
    const { auth, queries } = await startWithRoles()
    const roles: Role[] = []
    for await (const role of auth.roles.list({ page: 3, page_size: 30 })) roles.push(role)
    expect(queries).toEqual(['?page=3&page_size=30', '?page=4&page_size=30', '?page=5&page_size=30'])
    expect(namesOf(roles)).toEqual(namesOf((await auth.roles.list({ page_size: 300 })).data).slice(60))
  })

  it('asks for every page with the filters', async () => {
    const { auth, queries } = await startWithRoles()
    const roles: Role[] = []
    for await (const role of auth.roles.list({ scope: 'legal_entity:write', page_size: 25 })) roles.push(role)
    const filters = '?scope=legal_entity%3Awrite&page_size=25'
    expect(queries).toEqual([filters, `${filters}&page=2`])
    expect(roles.map(({ scope }) => scope)).toEqual(Array(40).fill('legal_entity:write'))
  })

  it('ends at once when it is empty, and past its end', async () => {
    const { auth, queries } = await startWithRoles()
    for await (const role of auth.roles.list({ name: 'nobody' })) expect.unreachable(role.name)
    for await (const role of auth.roles.list({ page: 99 })) expect.unreachable(role.name)
    expect(queries).toHaveLength(2)
  })

  it('is the same from a second reader, who shares the first page only', async () => {
    const { auth, queries } = await startWithRoles()
    const list = auth.roles.list({ page_size: 100 })
    const readers = [[], []] as Role[][]
    await Promise.all(readers.map(async (roles) => {
      for await (const role of list) roles.push(role)
    }))
    expect(readers[0]).toHaveLength(123)
    expect(readers[1]).toEqual(readers[0])
    expect(queries).toEqual(['?page_size=100', '?page_size=100&page=2', '?page_size=100&page=2'])
  })

  it('is one of the connections of a client too, whose id is in the path', async () => {
    const { auth } = await startWithRoles()
    const connections = []
    for await (const { client_id } of auth.administeredConnections.list(demo.pharmacy.id, { page_size: 1 })) connections.push(client_id)
    expect(connections).toEqual([demo.pharmacy.id])
  })
})

describe('a list asks for a page', () => {
  it('only when somebody reads on', async () => {
    const { auth, queries } = await startWithRoles()
    for await (const { name } of auth.roles.list({ page_size: 2 })) {
      if (name === 'ROLE 2') break
    }
    expect(queries).toEqual(['?page_size=2', '?page_size=2&page=2'])
  })

  it('no more when a reader fails', async () => {
    const { auth, queries } = await startWithRoles()
    const read = async () => {
      for await (const { name } of auth.roles.list({ page_size: 2 })) throw new Error(`cannot use ${name}`)
    }
    await expect(read()).rejects.toThrow('cannot use ROLE 0')
    expect(queries).toEqual(['?page_size=2'])
  })

  it('once when it is awaited, and gives that page', async () => {
    const { auth, queries } = await startWithRoles()
    const page = await auth.roles.list({ page: 2, page_size: 50 })
    expect(page.data).toHaveLength(50)
    expect(page.paging).toEqual({ page_number: 2, page_size: 50, total_entries: 123, total_pages: 3 })
    expect(queries).toEqual(['?page=2&page_size=50'])
  })
})

/** A page of a list of two. */
const page = (number: number, names: string[]): Step => (_request, response) => {
  const paging = { page_number: number, page_size: 2, total_entries: 4, total_pages: 2 }
  response.end(JSON.stringify({ meta: {}, data: names.map((name) => ({ name })), paging }))
}

describe('a page after the first', () => {
  it('that is refused ends the reading with its error, after the entries before it', async () => {
    const { baseUrl, received } = await startScript(page(1, ['a', 'b']), answer(403))
    const names: string[] = []
    const read = async () => {
      for await (const { name } of new EHealthAuth({ baseUrl }).roles.list()) names.push(name)
    }
    expect(await caught(read(), ApiError)).toMatchObject({ status: 403 })
    expect(names).toEqual(['a', 'b'])
    expect(received).toHaveLength(2)
  })

  it('is tried again as every call is, with a token that is asked for anew', async () => {
    const { baseUrl, received } = await startScript(page(1, ['a', 'b']), answer(500), page(2, ['c']))
    let issued = 0
    const auth = new EHealthAuth({ baseUrl, accessToken: () => `token-${++issued}` })
    const names: string[] = []
    for await (const { name } of auth.roles.list()) names.push(name)
    expect(names).toEqual(['a', 'b', 'c'])
    expect(received.map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /admin/roles', 'Bearer token-1'],
      ['GET /admin/roles?page=2', 'Bearer token-2'],
      ['GET /admin/roles?page=2', 'Bearer token-2'],
    ])
  })

  it("is not asked for when the caller's signal has ended the reading", async () => {
    const { baseUrl, received } = await startScript(page(1, ['a', 'b']), page(2, ['c']))
    const controller = new AbortController()
    const reason = new Error('enough')
    const read = async () => {
      for await (const { name } of new EHealthAuth({ baseUrl }).roles.list({}, { signal: controller.signal })) {
        if (name === 'b') controller.abort(reason)
      }
    }
    await expect(read()).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })
})

const paging = { page_number: 1, page_size: 2, total_entries: 4, total_pages: 2 }
it.each([
  ['whose data is no list', { meta: {}, data: {}, paging }],
  ['without paging', { meta: {}, data: [] }],
  ['whose paging does not say which page it is', { meta: {}, data: [], paging: { ...paging, page_number: undefined } }],
  ['whose paging does not say how many pages there are', { meta: {}, data: [], paging: { ...paging, total_pages: '2' } }],
])('a page %s is a ContractError, and no list that ends too early', async (_name, body) => {
  const { baseUrl } = await startScript((_request, response) => response.end(JSON.stringify(body)))
  expect(await caught(new EHealthAuth({ baseUrl }).roles.list(), ContractError)).toMatchObject({ status: 200 })
})
