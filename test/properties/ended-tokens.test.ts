import { afterAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import type { Answer } from '../fixtures/call.ts'
import { demo } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { requestOf, type ContractRequest } from '../server/statuses/contract-request.ts'
import { callerValue, guardOf } from '../server/statuses/own-rows.ts'
import { ownRows } from './sandbox/own-rows.ts'
import { startSandbox } from './sandbox/sandbox.ts'

const sandbox = await startSandbox()
afterAll(sandbox.close)
const rowsOf = await ownRows(sandbox.server.now())
const guarded = contractOperations.filter((operation) => guardOf(operation) !== undefined)

function send({ target, headers, body }: ContractRequest): Promise<Answer> {
  const [method = '', path = ''] = target.split(' ')
  const content: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
  return sandbox.send({ method, target: path, headers: { ...headers, ...content }, body: body === undefined ? undefined : JSON.stringify(body) })
}

const administrate = (target: string, body?: unknown) => send({ target, headers: { Authorization: `Bearer ${demo.administrator.token}` }, body })

interface Bearer {
  value: string
  id: string
  user: string
  client: string
}

/** Everything that ends a token before its time. */
const ends: Record<string, (bearer: Bearer) => Promise<Answer>> = {
  'a sign-out': ({ value }) => send({ target: 'POST /auth/logout', headers: { Authorization: `Bearer ${value}` }, body: undefined }),
  'its approval being taken back': async ({ user, client }) => {
    const { body } = await administrate('POST /admin/apps', { app: { user_id: user, client_id: client, scope: 'x' } })
    return administrate(`DELETE /admin/apps/${body.data.id}`)
  },
  'its user being blocked': ({ user }) => administrate(`PATCH /admin/users/${user}/actions/block`),
  'its client being blocked': ({ client }) => administrate(`PATCH /admin/clients/${client}`, { client: { is_blocked: true } }),
  'the tokens of its client being deactivated': ({ client }) => administrate(`PATCH /admin/clients/${client}/actions/deactivate_tokens`),
  'an earlier end': ({ id }) => administrate(`PATCH /admin/tokens/${id}`, { token: { expires_at: 0 } }),
  'its deletion': ({ id }) => administrate(`DELETE /admin/tokens/${id}`),
  'the deletion of the tokens of its user': ({ user }) => administrate(`DELETE /admin/users/${user}/tokens`),
}

let refused = 0

it.each(guarded)('$id refuses a token that it took before, whatever has ended it', async (operation) => {
  await sandbox.load(rowsOf(operation))
  const request = requestOf(operation)
  const value = callerValue(operation.id)
  const { body } = await administrate(`GET /admin/tokens?value=${value}`)
  const [{ id, user_id: user, details }] = body.data
  expect((await send(request)).status).toBeLessThan(300)

  for (const [name, end] of Object.entries(ends)) {
    sandbox.restore()
    expect([name, (await end({ value, id, user, client: details.client_id })).status]).toEqual([name, expect.toSatisfy((status) => status < 300)])
    expect([name, ...refusal(await send(request))]).toEqual([name, 401, 'access_denied', 'Invalid access token'])
    refused += 1
  }
})

it('no operation takes a token once it was ended in any way, or by itself', async ({ annotate }) => {
  for (const operation of guarded) {
    await sandbox.load(rowsOf(operation))
    expect((await send(requestOf(operation))).status).toBeLessThan(300)
  }
  sandbox.server.advance(3_600)
  for (const operation of guarded) {
    await sandbox.load(rowsOf(operation))
    expect(refusal(await send(requestOf(operation)))).toEqual([401, 'access_denied', 'Invalid access token'])
    refused += 1
  }
  await annotate(`${guarded.length} operations, ${Object.keys(ends).length + 1} ends, ${refused} refusals`, 'figure')
})
