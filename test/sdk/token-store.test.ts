import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createMemoryTokenStore } from 'ehealth-auth-sdk'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'
import { describe, expect, it, onTestFinished } from 'vitest'
import { caught } from './caught.ts'

async function createFileStore() {
  const directory = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return createFileTokenStore({ directory })
}

const tokens = { accessToken: 'access', refreshToken: 'refresh', scope: 'a b', expiresAt: 2_000, refreshAt: 1_000 }
/** Tokens that stand for a number. */
const count = (expiresAt: number) => ({ expiresAt, refreshAt: 0 })

describe.each([
  ['memory', async () => createMemoryTokenStore()],
  ['file', createFileStore],
])('a %s store', (_name, createStore) => {
  it('keeps what a change gives, and gives it', async () => {
    const store = await createStore()
    expect(await store.read('key')).toBe(undefined)
    expect(await store.update('key', async (kept) => (kept === undefined ? tokens : undefined))).toEqual(tokens)
    expect(await store.read('key')).toEqual(tokens)
  })

  it('deletes for undefined', async () => {
    const store = await createStore()
    await store.update('key', async () => tokens)
    expect(await store.update('key', async () => undefined)).toBe(undefined)
    expect(await store.read('key')).toBe(undefined)
    expect(await store.update('key', async (kept) => kept ?? tokens)).toEqual(tokens)
  })

  it('keeps keys apart, whatever they are called', async () => {
    const store = await createStore()
    const keys = ['a', 'A', 'a/b', '../a', '/a', '', '.', 'a\0', '__proto__', 'ключ', 'x'.repeat(1_000)]
    await Promise.all(keys.map((key, index) => store.update(key, async () => count(index))))
    expect(await Promise.all(keys.map((key) => store.read(key)))).toEqual(keys.map((_key, index) => count(index)))
  })

  it('shares nothing with another', async () => {
    const [store, other] = [await createStore(), await createStore()]
    await store.update('key', async () => tokens)
    expect(await other.read('key')).toBe(undefined)
  })

  it('changes one after the other, and each sees what the one before has left', async () => {
    const store = await createStore()
    const addOne = () =>
      store.update('key', async (kept = count(0)) => {
        await nextTurn()
        return count(kept.expiresAt + 1)
      })
    await Promise.all(Array.from({ length: 50 }, addOne))
    expect(await store.read('key')).toEqual(count(50))
  })

  it('makes a change wait for all before it, also when the first of them is done', async () => {
    const store = await createStore()
    const { promise: changed, resolve: goOn } = Promise.withResolvers<typeof tokens>()
    const first = store.update('key', async () => count(1))
    const second = store.update('key', () => changed)
    await first
    const third = store.update('key', async (kept) => ({ ...kept!, scope: 'third' }))
    await nextTurn()
    goOn(tokens)
    await second
    expect(await third).toEqual({ ...tokens, scope: 'third' })
  })

  it('does not make one key wait for another', async () => {
    const store = await createStore()
    const { promise: changed, resolve: goOn } = Promise.withResolvers<typeof tokens>()
    const slow = store.update('slow', () => changed)
    expect(await store.update('key', async () => tokens)).toEqual(tokens)
    goOn(tokens)
    await slow
  })

  it('reads what is kept while a change is under way, in the change too', async () => {
    const store = await createStore()
    await store.update('key', async () => count(1))
    const { promise: changed, resolve: goOn } = Promise.withResolvers<typeof tokens>()
    const seen: unknown[] = []
    const slow = store.update('key', async () => {
      seen.push(await store.read('key'))
      return changed
    })
    await expect.poll(() => seen).toEqual([count(1)])
    expect(await store.read('key')).toEqual(count(1))
    goOn(tokens)
    await slow
    expect(await store.read('key')).toEqual(tokens)
  })

  it('changes nothing when a change is rejected, and lets the next one have its turn', async () => {
    const store = await createStore()
    await store.update('key', async () => tokens)
    const reason = new Error('no')
    const failed = store.update('key', () => Promise.reject(reason))
    const next = store.update('key', async (kept) => ({ ...kept!, scope: 'next' }))
    expect(await caught(failed, Error)).toBe(reason)
    expect(await next).toEqual({ ...tokens, scope: 'next' })
  })

  it('shows no token when printed', async () => {
    const store = await createStore()
    await store.update('key', async () => tokens)
    expect(inspect(store, { showHidden: true, depth: Infinity }) + JSON.stringify(store)).not.toMatch(/access|refresh/)
  })
})
