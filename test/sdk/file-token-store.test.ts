import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'
import { expect, it, onTestFinished } from 'vitest'
import { caught } from './caught.ts'

const tokens = { accessToken: 'access', refreshToken: 'refresh', scope: 'a b', expiresAt: 2_000, refreshAt: 1_000 }
const name = `${createHash('sha256').update('key').digest('hex')}.json`

async function createDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A store in a folder that is not there yet. */
async function createStore() {
  const directory = join(await createDirectory(), 'a', 'b')
  return { directory, file: join(directory, name), store: createFileTokenStore({ directory }) }
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

it('outlives the process, as a file for each key', async () => {
  const { directory, store, file } = await createStore()
  await store.update('key', async () => tokens)
  expect(await createFileTokenStore({ directory }).read('key')).toEqual(tokens)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(tokens)
  expect(await readdir(directory)).toEqual([name])
})

it('makes a folder and files that only their owner can read', async () => {
  const { directory, store, file } = await createStore()
  await store.update('key', async () => {
    const modes = await Promise.all([directory, `${file}.lock`].map(modeOf))
    expect(modes).toEqual([0o700, 0o700])
    return tokens
  })
  expect(await modeOf(file)).toBe(0o600)
})

it('leaves the folder alone that it is given', async () => {
  const directory = await createDirectory()
  await writeFile(join(directory, 'other'), 'other')
  await createFileTokenStore({ directory }).update('key', async () => tokens)
  expect((await readdir(directory)).sort()).toEqual([name, 'other'].sort())
})

it('keeps no token after a deletion', async () => {
  const { directory, store, file } = await createStore()
  await store.update('key', async () => tokens)
  await store.update('key', async () => undefined)
  expect(await readFile(file, 'utf8')).toBe('null')
  expect(await readdir(directory)).toEqual([name])
})

it('writes nothing when nothing changes or a change is rejected', async () => {
  const { directory, store, file } = await createStore()
  await store.update('key', async () => undefined)
  await caught(store.update('key', () => Promise.reject(new Error('no'))), Error)
  expect(await readdir(directory)).toEqual([])
  await store.update('key', async () => tokens)
  const { ino, mtimeMs } = await stat(file)
  await store.update('key', async (kept) => kept)
  expect(await stat(file)).toMatchObject({ ino, mtimeMs })
})

it.each([
  '',
  'access-secret',
  '{"accessToken":"access-secret"',
  '[]',
  '{"accessToken":"access-secret"}',
  '{"accessToken":["access-secret"],"expiresAt":1,"refreshAt":1}',
])('names a file that holds something else than tokens, shows nothing of it, and replaces it at the next update: %s', async (text) => {
  const { directory, store, file } = await createStore()
  await mkdir(directory, { recursive: true })
  await writeFile(file, text)
  const error = await caught(store.read('key'), Error)
  expect(error.message).toBe(`"${file}" must hold tokens; without it the user has to sign in again`)
  expect(error.cause).toBe(undefined)
  expect(await readFile(file, 'utf8')).toBe(text)
  await store.update('key', async (kept) => {
    expect(kept).toBe(undefined)
    return tokens
  })
  expect(await store.read('key')).toEqual(tokens)
  expect(await readdir(directory)).toEqual([name])
})

it('removes what a process left behind that was killed when it was about to take the lock', async () => {
  const { directory, store, file } = await createStore()
  const other = createFileTokenStore({ directory })
  await other.update('other', async () => tokens)
  const left = `${file}.lock.f6c3a7d8-5a0e-4d8c-8f0e-2f5f0e6a9b1c`
  await mkdir(left)
  await writeFile(join(left, 'f6c3a7d8-5a0e-4d8c-8f0e-2f5f0e6a9b1c'), '')
  const twoHoursAgo = new Date(Date.now() - 7_200_000)
  await utimes(left, twoHoursAgo, twoHoursAgo)
  await mkdir(`${file}.lock`)
  await store.update('key', async () => tokens)
  expect(await readdir(directory)).toHaveLength(2)
  expect(await store.read('key')).toEqual(tokens)
})

it('is not held up by what a file manager leaves in the place of a lock', async () => {
  const { store, file } = await createStore()
  await mkdir(`${file}.lock`, { recursive: true })
  await writeFile(join(`${file}.lock`, '.DS_Store'), '')
  await store.update('key', async () => tokens)
  expect(await store.read('key')).toEqual(tokens)
})

it('makes its folder anew when somebody has removed it', async () => {
  const { directory, store } = await createStore()
  await store.update('key', async () => tokens)
  await rm(directory, { recursive: true })
  expect(await store.read('key')).toBe(undefined)
  await store.update('key', async () => tokens)
  expect(await store.read('key')).toEqual(tokens)
})

it('says at once when it cannot have a folder there', async () => {
  const file = join(await createDirectory(), 'file')
  await writeFile(file, '')
  const store = createFileTokenStore({ directory: join(file, 'folder') })
  expect(await caught(store.update('key', async () => tokens), Error)).toMatchObject({ code: 'ENOTDIR' })
})

it('keeps out the other stores of the same process too', async () => {
  const { directory } = await createStore()
  const addOne = () =>
    createFileTokenStore({ directory }).update('key', async (kept) => ({ expiresAt: (kept?.expiresAt ?? 0) + 1, refreshAt: 0 }))
  await Promise.all(Array.from({ length: 20 }, addOne))
  expect(await createFileTokenStore({ directory }).read('key')).toMatchObject({ expiresAt: 20 })
})

it.each([
  [{ directory: '' }, '"directory" must be a non-empty string'],
  [{ directory: 'a', maxWaitMs: 14_999 }, '"maxWaitMs" must be a whole number from 15000 to 86400000'],
  [{ directory: 'a', maxWaitMs: Infinity }, '"maxWaitMs" must be a whole number from 15000 to 86400000'],
])('refuses the options %o', (options, message) => {
  expect(() => createFileTokenStore(options)).toThrow(new TypeError(message))
})
