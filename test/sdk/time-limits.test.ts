import { getEventListeners } from 'node:events'
import { ApiError, ConnectionError, EHealthAuth, isConnectionError, isTimeoutError, TimeoutError } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './caught.ts'
import { runProgram } from './run-program.ts'
import { answer, ignore, lose, startScript, type Step, succeed } from './scripted-server.ts'

// Waits before the next try are as short as they can be.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

const grant = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret', refresh_token: 'refresh' } as const
const reason = new Error('the user went away')

/** A fetch that goes on whatever the signal says. */
const deafFetch: typeof fetch = (input, init) => fetch(input, { ...init, signal: null })

/** Gives one byte after the other, and no end. */
const trickle: Step = (_request, response) => {
  const timer = setInterval(() => response.write(' '), 5)
  response.on('close', () => clearInterval(timer))
}

/** A logger that ends the call when it hears of the wait before the next try: `how` says when exactly. */
const endAt = (controller: AbortController, how: (end: () => void) => unknown) => ({
  debug: (message: string) => void (message.endsWith('trying again') && how(() => controller.abort(reason))),
  warn: () => {},
})

describe.each([
  ['the fetch of the platform', undefined],
  ['a fetch that does not look at signals', deafFetch],
])("the caller's signal, with %s", (_name, fetch) => {
  it('ends a call before anything is sent', async () => {
    const { baseUrl, received } = await startScript(succeed)
    const auth = new EHealthAuth({ baseUrl, fetch })
    await expect(auth.nonces.get({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(received).toEqual([])
  })

  it('ends a call that is about to be sent', async () => {
    const controller = new AbortController()
    const { baseUrl, received } = await startScript(succeed)
    const auth = new EHealthAuth({ baseUrl, fetch, logger: { debug: () => controller.abort(reason), warn: () => {} } })
    await expect(auth.nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    // The answer to this comes after that to what should not have been sent.
    await new EHealthAuth({ baseUrl }).nonces.get()
    expect(received).toHaveLength(1)
  })

  it('ends a call that waits for the answer', async () => {
    const controller = new AbortController()
    const { baseUrl, received } = await startScript(() => controller.abort(reason))
    const auth = new EHealthAuth({ baseUrl, fetch })
    await expect(auth.nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })

  it('ends a call that reads the body', async () => {
    const controller = new AbortController()
    const { baseUrl, received } = await startScript((_request, response) => {
      response.writeHead(200).write('{', () => controller.abort(reason))
    })
    const auth = new EHealthAuth({ baseUrl, fetch })
    await expect(auth.nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })

  it.each([
    ['as it begins to wait', (end: () => void) => end()],
    ['in the midst of waiting', setImmediate],
  ])('ends a call before its next try, %s', async (_when, how) => {
    const controller = new AbortController()
    const { baseUrl, received } = await startScript(answer(503, { 'Retry-After': '60' }))
    const auth = new EHealthAuth({ baseUrl, fetch, logger: endAt(controller, how) })
    await expect(auth.nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })

  it('keeps its reason, even one that would be tried again if the server had said it', async () => {
    const controller = new AbortController()
    const connectionError = new ConnectionError('of another call')
    const { baseUrl, received } = await startScript(() => controller.abort(connectionError))
    const auth = new EHealthAuth({ baseUrl, fetch })
    await expect(auth.nonces.get({}, { signal: controller.signal })).rejects.toBe(connectionError)
    expect(received).toHaveLength(1)
  })
})

describe("the caller's signal", () => {
  it.each([
    ['at once', (end: () => void) => end()],
    ['later', setImmediate],
  ])('ends a call that waits for a credential, %s', async (_when, how) => {
    const { baseUrl, received } = await startScript(succeed)
    const controller = new AbortController()
    const neverToken = () => {
      how(() => controller.abort(reason))
      return new Promise<string>(() => {})
    }
    const call = new EHealthAuth({ baseUrl, accessToken: neverToken }).users.logOut({ signal: controller.signal })
    await expect(call).rejects.toBe(reason)
    expect(received).toEqual([])
  })

  it.each([
    ['at once', (end: () => void) => end()],
    ['later', setImmediate],
  ])('ends a call that waits for another token than the refused one, %s', async (_when, how) => {
    const { baseUrl, received } = await startScript(answer(401))
    const controller = new AbortController()
    const accessToken = async ({ insteadOf }: { insteadOf?: string | undefined }) => {
      if (insteadOf === undefined) return 'refused'
      how(() => controller.abort(reason))
      return new Promise<string>(() => {})
    }
    const call = new EHealthAuth({ baseUrl, accessToken: { accessToken } }).users.logOut({ signal: controller.signal })
    await expect(call).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })

  it('that is over already asks for no credential', async () => {
    const { baseUrl } = await startScript(succeed)
    let asked = 0
    const accessToken = () => String(++asked)
    const call = new EHealthAuth({ baseUrl, accessToken }).users.logOut({ signal: AbortSignal.abort(reason) })
    await expect(call).rejects.toBe(reason)
    expect(asked).toBe(0)
  })

  it('is an AbortError or TimeoutError of the platform when it has no reason of its own, and that is no error of the SDK', async () => {
    const { baseUrl } = await startScript(ignore)
    const auth = new EHealthAuth({ baseUrl })
    await expect(auth.nonces.get({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const error = await caught(auth.nonces.get({}, { signal: AbortSignal.timeout(1) }), DOMException)
    expect(error.name).toBe('TimeoutError')
    expect(isTimeoutError(error)).toBe(false)
  })

  it('breaks the connection, so that the server can stop too', async () => {
    const controller = new AbortController()
    const closed = Promise.withResolvers<void>()
    const { baseUrl } = await startScript((_request, response) => {
      response.on('close', closed.resolve).write(' ', () => controller.abort(reason))
    })
    await expect(new EHealthAuth({ baseUrl }).nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    await closed.promise
  })

  it('gathers no listeners, however its calls end', async () => {
    const { signal } = new AbortController()
    const call = async (steps: [Step, ...Step[]], timeoutMs = 30_000) => {
      const { baseUrl } = await startScript(...steps)
      await new EHealthAuth({ baseUrl, accessToken: async () => 'token' }).nonces.get({}, { signal, timeoutMs })
    }
    const busy = answer(503, { 'Retry-After': '0' })
    await call([succeed])
    await call([busy, succeed])
    await caught(call([answer(404)]), ApiError)
    await caught(call([busy, busy, lose]), ConnectionError)
    await caught(call([ignore], 1), TimeoutError)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it.each(['as it begins to wait', 'in the midst of waiting'])('has no listeners left when it has ended a call %s', async (when) => {
    const controller = new AbortController()
    const { baseUrl } = await startScript(answer(503, { 'Retry-After': '60' }))
    const logger = endAt(controller, when === 'in the midst of waiting' ? setImmediate : (end) => end())
    await expect(new EHealthAuth({ baseUrl, logger }).nonces.get({}, { signal: controller.signal })).rejects.toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  it('does no harm when it comes after the answer', async () => {
    const controller = new AbortController()
    const { baseUrl } = await startScript(succeed)
    const page = new EHealthAuth({ baseUrl }).nonces.get({}, { signal: controller.signal })
    await page
    controller.abort(reason)
    await expect(page).resolves.toEqual({ meta: {}, data: {} })
  })
})

describe('timeoutMs', () => {
  it('ends a call that gets no answer with a TimeoutError, which is a ConnectionError', async () => {
    const { baseUrl } = await startScript(ignore)
    const error = await caught(new EHealthAuth({ baseUrl, timeoutMs: 50 }).tokens.create(grant), TimeoutError)
    expect(error).toBeInstanceOf(ConnectionError)
    expect([isTimeoutError(error), isConnectionError(error)]).toEqual([true, true])
    expect([error.name, error.message]).toEqual(['TimeoutError', 'the server gave no whole answer within 50 ms'])
  })

  it.each([
    ['the fetch of the platform', undefined],
    ['a fetch that does not look at signals', deafFetch],
  ])('ends a call whose answer trickles, with %s', async (_name, fetch) => {
    const { baseUrl } = await startScript(trickle)
    await caught(new EHealthAuth({ baseUrl, fetch }).tokens.create(grant, { timeoutMs: 100 }), TimeoutError)
  })

  it.each([
    ['a call that may be repeated has as much time for each try', {}, 3],
    ['a call that may not is sent once', { idempotent: false }, 1],
  ])('%s', async (_name, options, tries) => {
    const { baseUrl } = await startScript(ignore)
    let sent = 0
    const countingFetch: typeof fetch = (...request) => {
      sent++
      return fetch(...request)
    }
    const auth = new EHealthAuth({ baseUrl, fetch: countingFetch, timeoutMs: 1 })
    await caught(auth.roles.get('id', options), TimeoutError)
    expect(sent).toBe(tries)
  })

  it.each([0, -1, 1.5, NaN, Infinity, 2_147_483_648])('cannot be %d', async (timeoutMs) => {
    const { baseUrl, received } = await startScript(succeed)
    const message = '"timeoutMs" must be a whole number from 1 to 2147483647'
    expect(() => new EHealthAuth({ baseUrl, timeoutMs })).toThrow(new TypeError(message))
    await expect(new EHealthAuth({ baseUrl }).roles.get('id', { timeoutMs })).rejects.toThrow(new TypeError(message))
    expect(received).toEqual([])
  })
})

const endings: [string, [Step, ...Step[]]][] = [
  ['has been answered', [succeed]],
  ['has failed', [answer(404)]],
  ['has been tried again', [answer(503, { 'Retry-After': '0' }), succeed]],
  ['was ended before its next try', [answer(503, { 'Retry-After': '60' })]],
]
it.each(endings)('a call that %s keeps no program alive', async (_name, steps) => {
  const { baseUrl } = await startScript(...steps)
  const output = await runProgram(`
    import { EHealthAuth } from 'ehealth-auth-sdk'
    const controller = new AbortController()
    const logger = {
      debug: (_message, { delayMs }) => delayMs >= 60_000 && setImmediate(() => controller.abort()),
      warn() {},
    }
    const auth = new EHealthAuth({ baseUrl: '${baseUrl}', logger, timeoutMs: 2_147_483_647 })
    auth.roles.get('id', { signal: controller.signal }).catch(() => {}).finally(() => console.log('over'))
  `)
  expect(output).toBe('over\n')
})
