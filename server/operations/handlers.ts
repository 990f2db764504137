import { authorizeApp } from './authorize-app.ts'
import { createToken } from './create-token.ts'
import { logInUser } from './log-in-user.ts'
import { logOutUser } from './log-out-user.ts'
import type { Handlers } from './operation.ts'
import { refreshClientSecret } from './refresh-client-secret.ts'

/** The handler of each operation, by operationId. */
export const handlers: Handlers = { authorizeApp, createToken, logInUser, logOutUser, refreshClientSecret }
