export { ApiError } from './api-error.js'
export { EHealthAuth } from './client.js'
export { ConnectionError } from './connection-error.js'
export { ErrorType } from './generated/types.gen.js'
export type { CredentialSource } from './credential.js'
export type { CallOptions, EHealthAuthOptions } from './options.js'
export type {
  AccessToken,
  AccessTokenDetails,
  AccessTokenEnvelope,
  AuthorizationCode,
  AuthorizationCodeDetails,
  AuthorizationCodeEnvelope,
  AuthorizationCodeGrant,
  BrokenRule,
  ClientPrivSettings,
  ClientSettings,
  EmptyEnvelope,
  InvalidEntry,
  LengthBounds,
  LoginGrant,
  LoginToken,
  LoginTokenDetails,
  LoginTokenEnvelope,
  Meta,
  NextStep,
  PasswordGrant,
  RedirectTarget,
  RefreshedClient,
  RefreshedClientEnvelope,
  RefreshTokenGrant,
  RequestedApproval,
  TokenGrant,
} from './generated/types.gen.js'
