export { createGatekeeper } from './create-gatekeeper.js'
export type { Gatekeeper, GatekeeperOptions } from './create-gatekeeper.js'
export type { GuardedRequest, GuardedResponse, Middleware } from './middleware.js'
export type { TokenVerifier } from './verify-bearer.js'
