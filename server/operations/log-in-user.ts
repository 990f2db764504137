import { logIn } from '../users/log-in.ts'
import type { Handler } from './operation.ts'

/** Begins a session. */
export const logInUser: Handler<'logInUser'> = async ({ body: { token } }, services) => {
  const data = await logIn(token, services)
  return { status: 201, data, urgent: { next_step: 'REQUEST_APPS' } }
}
