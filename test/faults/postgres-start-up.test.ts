import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { openAt } from '../fixtures/database.ts'
import { startPostgres } from '../fixtures/start-postgres.ts'
import { startProcess } from '../fixtures/start-process.ts'

const postgres = await startPostgres()
afterAll(() => postgres[Symbol.asyncDispose]())
const password = 'very-secret-password'
await postgres.run(`create role ours login password '${password}'`)
await postgres.run(`create role crowded login connection limit 0 password '${password}'`)
await postgres.run("create database latin template template0 encoding 'SQL_ASCII' locale 'C'")

/** A URL that is right but for what is changed. */
function urlWith(change: Partial<URL>): string {
  const url = new URL(postgres.url('postgres'))
  return Object.assign(url, { username: 'ours', password }, change).href
}

it.each<[string, Partial<URL>, string | RegExp]>([
  ['whose password is wrong', { password: `${password}-2` }, 'it refuses this user and password'],
  ['whose user is unknown', { username: 'nobody' }, 'it refuses this user and password'],
  ['whose user may not make tables', {}, 'this user may not make its tables'],
  ['whose user has no connection left', { username: 'crowded' }, 'it has no connection left for us'],
  ['that is missing', { pathname: 'missing' }, 'there is no database of this name'],
  ['that does not know Ukrainian letters', { pathname: 'latin' }, 'its encoding and locale must know Ukrainian letters, such as UTF8 with C.UTF-8'],
  ['of a port where nothing listens', { port: '1' }, 'nothing listens there'],
  ['of a host that is none', { hostname: 'no.such.host.invalid' }, /no address has this name|the name cannot be looked up/],
])('says what is wrong with a database %s, without its password', async (_what, change, reason) => {
  const url = urlWith(change)
  const { host, pathname } = new URL(url)
  const refusal = await openAt(url).catch((error: Error) => error.message)
  expect(refusal).toContain(`the database postgres://${host}${pathname} cannot be used: `)
  expect(refusal).toMatch(reason)
  expect(refusal).not.toContain(password)
})

it('says so when a server takes the connection and no more', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
  onTestFinished(() => {
    silent.close()
    for (const socket of sockets) socket.destroy()
  })
  await once(silent, 'listening')
  // A server that listens on a host and port has an address with both.
  const { port } = silent.address() as AddressInfo
  await expect(openAt(urlWith({ port: String(port) }))).rejects.toThrow('it does not answer')
})

it('ends with 1 while PostgreSQL is away, and the person reads why and no password', async () => {
  await using server = await startProcess({ environment: { DATABASE_URL: urlWith({ port: '1' }) } })
  expect(await server.ended).toBe(1)
  expect(server.output()).toBe('ehealth-auth cannot start: the database postgres://127.0.0.1:1/postgres cannot be used: nothing listens there\n')
})

it('the tests themselves may start it without their failures being taken for a success', () => {
  const program = `await import(${JSON.stringify(join(import.meta.dirname, '../fixtures/start-postgres.ts'))}); process.exitCode = 3`
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', program]).status).toBe(3)
})
