import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'
import { expect, it, onTestFinished } from 'vitest'
import { ignore } from './scripted-server.ts'
import { runStorePrograms, startStoreProgram } from './start-store-program.ts'
import { startTokenService } from './token-service.ts'

/** A folder whose session has a token that has ended. */
async function createStaleSession() {
  const directory = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const stale = { accessToken: 'stale', refreshToken: 'refresh', expiresAt: 1, refreshAt: 1 }
  await createFileTokenStore({ directory }).update('id/default', async () => stale)
  return directory
}

it('eight processes that find a stale token together refresh it once, and all get the new one', async () => {
  const directory = await createStaleSession()
  const service = await startTokenService()
  expect(await runStorePrograms(8, 'token', directory, service.baseUrl)).toEqual(Array(8).fill('access-1'))
  expect(service.grants).toEqual(['refresh'])
})

it('a process that is killed in the middle of a refresh holds the others up for a while only', async () => {
  const directory = await createStaleSession()
  const service = await startTokenService()
  service.faults.push(ignore)
  await using killed = await startStoreProgram('token', directory, service.baseUrl)
  killed.go()
  await expect.poll(() => service.grants).toHaveLength(1)
  killed.kill('SIGKILL')
  expect(await runStorePrograms(3, 'token', directory, service.baseUrl)).toEqual(Array(3).fill('access-2'))
  expect(service.grants).toHaveLength(2)
  expect(await readdir(directory)).toHaveLength(1)
})
