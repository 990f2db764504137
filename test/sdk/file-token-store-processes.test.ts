import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'
import { afterAll, expect, it } from 'vitest'
import { caught } from './caught.ts'
import { runStorePrograms, startStoreProgram } from './start-store-program.ts'

const root = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
afterAll(() => rm(root, { recursive: true, force: true }))

const key = 'id/default'
const newer = { accessToken: 'newer', expiresAt: 1, refreshAt: 1 }

async function createStore(maxWaitMs?: number) {
  const directory = await mkdtemp(join(root, 'store-'))
  return { directory, store: createFileTokenStore({ directory, maxWaitMs }) }
}

it('hundreds of changes by several processes at once are all kept', async () => {
  const { directory, store } = await createStore()
  expect(await runStorePrograms(5, 'count', directory, '80')).toEqual(Array(5).fill('80'))
  expect(await store.read(key)).toMatchObject({ expiresAt: 400 })
  expect(await readdir(directory)).toHaveLength(1)
})

it.concurrent('a process that is stopped for too long loses its turn, and overwrites nothing when it goes on', async ({ expect }) => {
  const { directory, store } = await createStore()
  await using stopped = await startStoreProgram('hold', directory, 'late')
  expect(await stopped.nextLine()).toBe('holding')
  stopped.kill('SIGSTOP')
  await store.update(key, async () => newer)
  stopped.kill('SIGCONT')
  stopped.go()
  expect(await stopped.nextLine()).toMatch(/^Error: ".+\.json" was not written: the process was stopped for too long and lost its lock$/)
  expect(await store.read(key)).toEqual(newer)
  expect(await readdir(directory)).toHaveLength(1)
})

it.concurrent('a process that only takes its time keeps its turn; others are told when they have waited for too long', async ({ expect }) => {
  const { directory, store } = await createStore(15_000)
  await using slow = await startStoreProgram('hold', directory, 'slow')
  expect(await slow.nextLine()).toBe('holding')
  const error = await caught(store.update(key, async () => newer), Error)
  expect(error.message).toMatch(/^".+\.json\.lock" was held by other processes for 15000 ms$/)
  slow.go()
  expect(await slow.nextLine()).toContain("accessToken: 'slow'")
  expect(await store.read(key)).toMatchObject({ accessToken: 'slow' })
})
