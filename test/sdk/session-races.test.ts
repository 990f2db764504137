import { createMemoryTokenStore, type Session, SignInRequiredError, type TokenSet, type TokenStore } from 'ehealth-auth-sdk'
import { describe, expect, it } from 'vitest'
import { caught } from './caught.ts'
import { ignore, lose } from './scripted-server.ts'
import { refuse, startTokenService } from './token-service.ts'

const callback = 'https://example.com'

/** A store as a caller may write it, which keeps nobody out while tokens change. */
function createOpenStore(): TokenStore {
  const rows = new Map<string, string>()
  const read = async (key: string) => {
    // What this store has written.
    const row = rows.get(key)
    return row === undefined ? undefined : (JSON.parse(row) as TokenSet)
  }
  return {
    read,
    async update(key, change) {
      const changed = await change(await read(key))
      if (changed === undefined) rows.delete(key)
      else rows.set(key, JSON.stringify(changed))
      return changed
    },
  }
}

/** A session with a refresh token whose refresh is under way at the service, which answers when it is told to. */
async function startSlowRefresh(tokenStore: TokenStore) {
  const service = await startTokenService()
  const session = service.client({ tokenStore }).session()
  await session.useRefreshToken('first')
  const { promise: answered, resolve: goOn } = Promise.withResolvers<void>()
  const arrived = new Promise<void>((resolve) => {
    service.onGrant = () => {
      service.onGrant = () => {}
      resolve()
      return answered
    }
  })
  const token = session.accessToken()
  // Looked at later; until then it is no unhandled rejection.
  token.catch(() => {})
  await arrived
  return { service, session, token, goOn, kept: () => tokenStore.read('id/default') }
}

describe('tokens that come late', () => {
  it.each([
    ['was logged out', (session: Session) => session.logout()],
    ['began anew', (session: Session) => session.useRefreshToken('newer')],
  ])('from a code are ended, and not kept, when the session %s meanwhile', async (_name, happen) => {
    const service = await startTokenService()
    const tokenStore = createMemoryTokenStore()
    const session = service.client({ tokenStore }).session()
    const { promise: answered, resolve: goOn } = Promise.withResolvers<void>()
    service.onGrant = () => answered
    const exchange = caught(session.exchangeCode({ code: 'code', redirectUri: callback }), SignInRequiredError)
    await expect.poll(() => service.grants).toEqual(['code'])
    await happen(session)
    goOn()
    await exchange
    expect(service.logouts).toEqual(['access-1'])
    expect((await tokenStore.read('id/default'))?.accessToken).toBe(undefined)
  })

  it('from a refresh do not hold up a user who signs in anew', async () => {
    const { service, session, token, kept } = await startSlowRefresh(createMemoryTokenStore())
    await session.exchangeCode({ code: 'code', redirectUri: callback })
    expect(await kept()).toMatchObject({ accessToken: 'access-2' })
    expect(await token).toBe('access-2')
    expect(service.grants).toEqual(['first', 'code'])
  })
})

it('asks a store no more than three times that does not give what it keeps', async () => {
  const service = await startTokenService()
  let updates = 0
  const forgetful: TokenStore = {
    read: async () => ({ refreshToken: 'refresh', expiresAt: 0, refreshAt: 0 }),
    async update(_key, change) {
      updates++
      return change({ refreshToken: 'other', expiresAt: 0, refreshAt: 0 })
    },
  }
  await expect(service.client({ tokenStore: forgetful }).session().accessToken()).rejects.toThrow(/^the token store must give what was kept last/)
  expect(updates).toBe(3)
})

it('replaces a token that is refused soon after it replaced another', async () => {
  const service = await startTokenService()
  const session = service.client().session()
  await session.useRefreshToken('refresh')
  for (let call = 1; call <= 3; call++) {
    service.dead.add(await session.accessToken())
    expect((await session.fetch('/')).status).toBe(200)
  }
  expect(service.grants).toHaveLength(4)
})

it('asks for one other token when several are refused one after the other', async () => {
  const service = await startTokenService()
  const session = service.client().session()
  await session.useRefreshToken('refresh')
  await session.accessToken()
  for (const token of ['access-1', 'access-2', 'access-3']) service.dead.add(token)
  for (let call = 1; call <= 5; call++) expect((await session.fetch('/')).status).toBe(401)
  expect(service.grants).toHaveLength(2)
})

describe('a refresh', () => {
  it('is shared by all who need it', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.useRefreshToken('refresh')
    const tokens = Array.from({ length: 50 }, () => session.accessToken())
    const answers = Array.from({ length: 50 }, async () => (await session.fetch('/')).text())
    expect(new Set(await Promise.all([...tokens, ...answers]))).toEqual(new Set(['access-1']))
    expect(service.grants).toEqual(['refresh'])
  })

  it('is shared by sessions and clients of the same user that share a store', async () => {
    const service = await startTokenService()
    const tokenStore = createMemoryTokenStore()
    await service.client({ tokenStore }).session().useRefreshToken('refresh')
    const tokens = Array.from({ length: 20 }, () => service.client({ tokenStore }).session().accessToken())
    expect(new Set(await Promise.all(tokens))).toEqual(new Set(['access-1']))
    expect(service.grants).toEqual(['refresh'])
  })

  it('is shared by all whose token was refused, and each sends its request once more', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.useRefreshToken('refresh')
    await session.accessToken()
    service.dead.add('access-1')
    const answers = await Promise.all(Array.from({ length: 20 }, () => session.fetch('/')))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(service.grants).toHaveLength(2)
    expect(service.received).toHaveLength(40)
  })

  it('is not made for somebody whose token was refused while another was fetched already', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.useRefreshToken('refresh')
    const old = await session.accessToken()
    const newer = await session.accessToken({ insteadOf: old })
    expect(await session.accessToken({ insteadOf: old })).toBe(newer)
    expect(service.grants).toHaveLength(2)
  })

  it('that fails is made anew for the next who asks', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.useRefreshToken('refresh')
    service.faults.push(lose)
    const outcomes = await Promise.allSettled([session.accessToken(), session.accessToken()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(service.grants).toHaveLength(1)
    expect(await session.accessToken()).toBe('access-2')
  })

  it('goes on for the others when the signal of one ends its waiting', async () => {
    const { service, session, token, goOn } = await startSlowRefresh(createMemoryTokenStore())
    const controller = new AbortController()
    const impatient = session.accessToken({ signal: controller.signal })
    const reason = new Error('no time')
    controller.abort(reason)
    expect(await caught(impatient, Error)).toBe(reason)
    goOn()
    expect(await token).toBe('access-1')
    expect(service.grants).toHaveLength(1)
  })
})

it('nothing is begun for a signal that has ended already', async () => {
  const asked: string[] = []
  const ask = async (key: string) => void asked.push(key)
  const service = await startTokenService()
  const session = service.client({ tokenStore: { read: ask, update: ask } }).session()
  const reason = new Error('too late')
  const signal = AbortSignal.abort(reason)
  for (const call of [session.accessToken({ signal }), session.fetch('/', { signal }), session.logout({ signal })]) {
    expect(await caught(call, Error)).toBe(reason)
  }
  expect(asked).toEqual([])
})

describe.each([
  ['keeps others out', createMemoryTokenStore],
  ['keeps nobody out', createOpenStore],
])('in a store that %s a late refresh', (_name, createStore) => {
  it('does not replace the tokens of a user who has signed in meanwhile', async () => {
    const tokenStore = createStore()
    const { service, token, goOn, kept } = await startSlowRefresh(tokenStore)
    const signedIn = service.client({ tokenStore }).session().exchangeCode({ code: 'code', redirectUri: callback })
    await expect.poll(() => service.grants).toEqual(['first', 'code'])
    if (createStore === createOpenStore) await signedIn
    goOn()
    await Promise.all([token, signedIn])
    expect(await kept()).toMatchObject({ accessToken: 'access-2' })
  })

  it('brings nothing back that another program has logged out', async () => {
    const tokenStore = createStore()
    const { service, token, goOn, kept } = await startSlowRefresh(tokenStore)
    const loggedOut = service.client({ tokenStore }).session().logout()
    if (createStore === createOpenStore) await loggedOut
    goOn()
    await Promise.all([token.catch(() => {}), loggedOut])
    expect(await kept()).toBe(undefined)
  })

  it('brings nothing back that the session itself has logged out, and holds nobody up', async () => {
    const { session, token, goOn, kept } = await startSlowRefresh(createStore())
    await session.logout()
    const error = await caught(token, SignInRequiredError)
    expect(error.message).toBe('the session was logged out: send the user to the sign-in page')
    goOn()
    await caught(session.accessToken(), SignInRequiredError)
    expect(await kept()).toBe(undefined)
  })
})

describe('in a store that keeps nobody out', () => {
  it('a caller gets the tokens that came meanwhile', async () => {
    const tokenStore = createOpenStore()
    const { service, token, goOn } = await startSlowRefresh(tokenStore)
    await service.client({ tokenStore }).session().exchangeCode({ code: 'code', redirectUri: callback })
    goOn()
    expect(await token).toBe('access-2')
  })

  it('a caller gets a token for the refresh token that came meanwhile', async () => {
    const tokenStore = createOpenStore()
    const { service, token, goOn } = await startSlowRefresh(tokenStore)
    await service.client({ tokenStore }).session().useRefreshToken('second')
    goOn()
    expect(await token).toBe('access-2')
    expect(service.grants).toEqual(['first', 'second'])
  })

  it('the refusal of a refresh token does not touch the tokens that came meanwhile', async () => {
    const tokenStore = createOpenStore()
    const { service, token, goOn, kept } = await startSlowRefresh(tokenStore)
    await service.client({ tokenStore }).session().exchangeCode({ code: 'code', redirectUri: callback })
    service.faults.push(refuse(401, 'token_expired'))
    goOn()
    expect(await token).toBe('access-2')
    expect(await kept()).toMatchObject({ accessToken: 'access-2' })
  })
})

it('a logout wins also while the tokens of a refresh are about to be kept', async () => {
  const store = createOpenStore()
  const { promise: read, resolve: goOn } = Promise.withResolvers<void>()
  let reads = 0
  const service = await startTokenService()
  const tokenStore: TokenStore = {
    update: store.update,
    async read(key) {
      const kept = await store.read(key)
      if (++reads === 2) await read
      return kept
    },
  }
  const session = service.client({ tokenStore }).session()
  await session.useRefreshToken('refresh')
  const token = caught(session.accessToken(), SignInRequiredError)
  await expect.poll(() => reads).toBe(2)
  await session.logout()
  goOn()
  await token
  expect(await store.read('id/default')).toBe(undefined)
})

it.each([
  ['keeps others out', createMemoryTokenStore],
  ['keeps nobody out', createOpenStore],
])('after a logout the same refresh token begins anew in a store that %s, whatever is still under way', async (_name, createStore) => {
  const service = await startTokenService()
  const session = service.client({ tokenStore: createStore() }).session()
  await session.useRefreshToken('refresh')
  service.faults.push(ignore)
  const token = caught(session.accessToken(), SignInRequiredError)
  await expect.poll(() => service.grants).toHaveLength(1)
  await session.logout()
  expect(service.logouts).toEqual(['access-2'])
  await session.useRefreshToken('refresh')
  expect(await session.accessToken()).toBe('access-3')
  await token
})
