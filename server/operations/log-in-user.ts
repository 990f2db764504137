import { beginSession } from '../users/begin-session.ts'
import { proveUser } from '../users/prove-user.ts'
import type { Handler } from './operation.ts'

/** Begins a session. */
export const logInUser: Handler<'logInUser'> = async ({ body: { token } }, { commit, ...services }) => {
  const { trail } = services
  const session = await proveUser(token, services)
  return commit(async (db) => {
    const data = await beginSession(db, session, services)
    trail.objects = [`/admin/tokens/${data.id}`]
    return { status: 201, data, urgent: { next_step: 'REQUEST_APPS' } }
  })
}
