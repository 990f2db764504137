import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { codeGrant, passwordGrant, refreshGrant } from './grants.ts'

/** How often somebody mistypes their password. */
const mistypedShare = 0.1

/** The life of a session: sign in, approve, exchange, use, refresh, log out; and what is over is over. */
export async function signIn(caller: Caller): Promise<void> {
  const { owner: { user, clinic }, population } = caller
  if (Math.random() < mistypedShare) {
    await caller.ask('logInUser', { body: passwordGrant(population, { ...user, password: randomUUID() }), status: 401 })
  }
  const session = (await caller.ask('logInUser', { body: passwordGrant(population, user) })).body.data.value

  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view client:read' }
  const code = (await caller.ask('authorizeApp', { bearer: session, body: { app } })).body.data.value
  const { value: bearer, details } = (await caller.ask('createToken', { body: codeGrant(clinic, code) })).body.data
  await caller.ask('createToken', { body: codeGrant(clinic, code), status: 401 })

  await caller.ask('listOwnRoles', { bearer })
  await caller.ask('getClientProfile', { bearer, path: { id: clinic.id } })
  const refreshed = (await caller.ask('createToken', { body: refreshGrant(clinic, details) })).body.data.value
  await caller.ask('logOutUser', { bearer: refreshed })
  await caller.ask('listOwnRoles', { bearer: refreshed, status: 401 })
  await caller.ask('createToken', { body: refreshGrant(clinic, details), status: 401 })
  await caller.ask('logOutUser', { bearer: session })
}
