import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import type { Queries, Store } from '../../../server/store/store.ts'
import { call } from '../../fixtures/call.ts'
import { openAt } from '../../fixtures/database.ts'
import { refreshGrant } from '../../fixtures/demo.ts'
import { fileOf } from '../../fixtures/open-outside.ts'
import { startServer } from '../../fixtures/start-server.ts'

async function emptyStore(): Promise<{ store: Store; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  const file = join(folder, 'test.db')
  const store = await openAt(`sqlite:${file}`)
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  return { store, file }
}

const addRole = (name: string) => (db: Queries) =>
  db
    .insertInto('roles')
    .values({ id: `id of ${name}`, name, scope: '', inserted_at: '', updated_at: '' })
    .execute()

const roleNames = async (store: Store) => {
  const roles = await store.read.selectFrom('roles').select('name').orderBy('name').execute()
  return roles.map(({ name }) => name)
}

it('100 concurrent refreshes are 100 tokens, all of them readable after a restart', async () => {
  const server = await startServer()
  const answers = await Promise.all(Array.from({ length: 100 }, () => call(server, 'POST /oauth/tokens', { body: refreshGrant })))
  const values = answers.map(({ body }) => body.data.value)
  expect(new Set(values).size).toBe(100)
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const copy = join(folder, 'copy.db')
  await new SQLite(fileOf(server)).backup(copy)
  await server.close()

  await using restarted = await startServer({ databaseUrl: `sqlite:${copy}` })
  const uses = await Promise.all(
    values.map((value) => call(restarted, 'POST /auth/logout', { headers: { Authorization: `Bearer ${value}` } })),
  )
  expect(uses.filter(({ status }) => status === 200)).toHaveLength(100)
})

it('writes of one turn of the event loop share a commit', async () => {
  const { store, file } = await emptyStore()
  const witness = new SQLite(file, { readonly: true })
  onTestFinished(() => void witness.close())
  // The number changes with every commit of another connection.
  const commits = () => witness.pragma('data_version', { simple: true })
  const before = commits()
  const seen = new Set()
  await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      await store.write(addRole(`role ${index}`))
      seen.add(commits())
    }),
  )
  expect(seen.size).toBe(1)
  expect(seen).not.toContain(before)
})

it('a refused job of a batch takes nothing from its neighbours', async () => {
  const { store } = await emptyStore()
  const results = await Promise.allSettled([
    store.write(addRole('first')),
    store.write(async (db) => {
      await addRole('refused')(db)
      throw new Error('refused')
    }),
    store.write(addRole('last')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await roleNames(store)).toEqual(['first', 'last'])
})

it('a job that breaks a constraint takes nothing from its neighbours', async () => {
  const { store } = await emptyStore()
  const results = await Promise.allSettled([
    store.write(addRole('taken')),
    store.write(addRole('taken')),
    store.write(addRole('free')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await roleNames(store)).toEqual(['free', 'taken'])
})

it('a job is not seen before it is committed', async () => {
  const { store } = await emptyStore()
  const seenInside = await store.write(async (db) => {
    await addRole('new')(db)
    return roleNames(store)
  })
  expect(seenInside).toEqual([])
  expect(await roleNames(store)).toEqual(['new'])
})

it('a job sees what an earlier job of the same batch wrote', async () => {
  const { store } = await emptyStore()
  const [, seen] = await Promise.all([
    store.write(addRole('earlier')),
    store.write((db) => db.selectFrom('roles').select('name').execute()),
  ])
  expect(seen).toEqual([{ name: 'earlier' }])
})

it('more jobs than a batch takes are all done', async () => {
  const { store } = await emptyStore()
  await Promise.all(Array.from({ length: 350 }, (_, index) => store.write(addRole(`role ${index}`))))
  expect(await roleNames(store)).toHaveLength(350)
})

it('a batch that finds the file locked is refused as a whole, and the next one works', async () => {
  const { store, file } = await emptyStore()
  const other = new SQLite(file)
  other.exec('begin immediate')
  const results = await Promise.allSettled([store.write(addRole('first')), store.write(addRole('second'))])
  other.exec('rollback')
  other.close()
  expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY'])
  await store.write(addRole('third'))
  expect(await roleNames(store)).toEqual(['third'])
})

it('whoever comes while the file stays locked is refused with the others', async () => {
  const { store, file } = await emptyStore()
  const other = new SQLite(file)
  onTestFinished(() => void other.close())
  other.exec('begin immediate')
  const writes = Array.from({ length: 250 }, (_, index) => store.write(addRole(`role ${index}`)))
  const [first] = await Promise.allSettled(writes)
  other.exec('rollback')
  expect(first).toMatchObject({ reason: { code: 'SQLITE_BUSY' } })
  const all = await Promise.allSettled(writes)
  expect(all.filter(({ status }) => status === 'fulfilled')).toEqual([])
  await store.write(addRole('next'))
  expect(await roleNames(store)).toEqual(['next'])
})

it('reads go on while a write waits for another process', async () => {
  const { store, file } = await emptyStore()
  const other = new SQLite(file)
  onTestFinished(() => void other.close())
  other.exec('begin immediate')
  const write = store.write(addRole('patient'))
  expect(await roleNames(store)).toEqual([])
  other.exec('rollback')
  await write
  expect(await roleNames(store)).toEqual(['patient'])
})

it('closing waits for the writes under way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'test.db')
  const store = await openAt(`sqlite:${file}`)
  const write = store.write(addRole('last moment'))
  await store.close()
  await write
  const reopened = await openAt(`sqlite:${file}`)
  expect(await roleNames(reopened)).toEqual(['last moment'])
  await reopened.close()
})
