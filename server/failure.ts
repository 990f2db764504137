import type { ErrorType, FailureDetail, InvalidEntry } from '../sdk/src/generated/types.gen.ts'

interface FailureOptions {
  message?: string
  invalid?: InvalidEntry[]
  headers?: Record<string, string>
  isWrongCredential?: boolean
}

/** A request that is refused, as the caller will see it. Everything else that is thrown becomes a 500 without detail. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly status: number
  readonly type: ErrorType
  /** What the caller reads; absent where the documents give no text. */
  readonly text: string | undefined
  readonly invalid: InvalidEntry[] | undefined
  readonly headers: Record<string, string>
  /** Whether it may be an attempt to guess a secret, a password, a code or a token. */
  readonly isWrongCredential: boolean

  constructor(status: number, type: ErrorType, { message, invalid, headers = {}, isWrongCredential = false }: FailureOptions = {}) {
    super(message ?? type)
    this.status = status
    this.type = type
    this.text = message
    this.invalid = invalid
    this.headers = headers
    this.isWrongCredential = isWrongCredential
  }

  /** The member `error` of the envelope. */
  get detail(): FailureDetail {
    return { type: this.type, message: this.text, invalid: this.invalid }
  }
}

/** The library that built the original's answers marks a request as a whole like this. */
const wholeRequest = (rule: string): InvalidEntry[] => [{ entry_type: 'request', rules: [{ rule }] }]

const guide = 'http://docs.apimanifest.apiary.io/#introduction/interacting-with-api'

/** Every way to refuse a request. Texts are those of the original, because front ends depend on them. */
export const failures = {
  malformed: (invalid = wholeRequest('json')) =>
    new Failure(400, 'request_malformed', { message: 'Malformed request. Probably, you have sent corrupted JSON.', invalid }),
  /** A well-formed id that is none, as a look-up meets it. */
  malformedId: (field: string) =>
    failures.malformed([
      { entry_type: 'json_data_property', entry: `$.${field}`, rules: [{ rule: 'cast', params: ['uuid'], description: 'is invalid' }] },
    ]),
  accessDenied: (message: string) => new Failure(401, 'access_denied', { message }),
  invalidClient: (message: string) => new Failure(401, 'invalid_client', { message }),
  invalidGrant: (message: string) => new Failure(401, 'invalid_grant', { message }),
  invalidUser: (message: string) => new Failure(401, 'invalid_user', { message }),
  wrongSecret: () => new Failure(401, 'invalid_client', { message: 'Invalid client id or secret.', isWrongCredential: true }),
  wrongPassword: () => new Failure(401, 'access_denied', { message: 'Identity, password combination is wrong.', isWrongCredential: true }),
  /** Each tells an attacker something, and nobody else comes here often. */
  unknownLoginClient: () => new Failure(401, 'invalid_client', { message: 'Invalid client id.', isWrongCredential: true }),
  loginNotAllowed: () => new Failure(401, 'access_denied', { message: 'Client is not allowed to issue login token.', isWrongCredential: true }),
  tooManyLogins: () =>
    new Failure(401, 'access_denied', { message: 'You reached login attempts limit. Try again later', isWrongCredential: true }),
  blockedNonceClient: () => new Failure(401, 'access_denied', { message: 'Client is blocked', isWrongCredential: true }),
  tokenNotFound: () => new Failure(401, 'token_not_found', { message: 'Token not found.', isWrongCredential: true }),
  foreignToken: () => new Failure(401, 'invalid_grant', { message: 'Token not found or expired.', isWrongCredential: true }),
  tokenExpired: () => new Failure(401, 'token_expired', { message: 'Token expired.' }),
  userBlocked: () => new Failure(401, 'user_blocked', { message: 'User blocked.' }),
  passwordExpired: (userId: string) =>
    new Failure(401, 'password_expired', { message: `The password expired for user: ${userId}` }),
  forbidden: (message?: string) => new Failure(403, 'forbidden', message === undefined ? {} : { message }),
  notFound: (message?: string) => new Failure(404, 'not_found', message === undefined ? {} : { message }),
  methodNotAllowed: (allow: string) => new Failure(405, 'method_not_allowed', { headers: { Allow: allow } }),
  notAcceptable: () =>
    new Failure(406, 'content_type_invalid', {
      message: "Accept header is missing or invalid. Try to set 'Accept: application/json' header.",
      invalid: [{ entry_type: 'header', entry: 'Accept' }],
    }),
  requestTimeout: () => new Failure(408, 'request_timeout', { message: 'The request took too long to arrive.' }),
  conflict: (message: string) => new Failure(409, 'request_conflict', { message }),
  bodyTooLarge: () =>
    new Failure(413, 'request_too_large', { message: 'Request body is too large.', invalid: wholeRequest('size') }),
  wrongContentType: () =>
    new Failure(415, 'content_type_invalid', {
      message: `Invalid Content-Type header. Try to set 'Content-Type: application/json' header: ${guide}/content-type.`,
      invalid: [{ entry_type: 'header', entry: 'Content-Type' }],
    }),
  /** A business rule of the original, which sends it with the template of a 400. */
  brokenRule: (message: string) => new Failure(422, 'request_malformed', { message, invalid: wholeRequest('json') }),
  validationFailed: (invalid: InvalidEntry[]) =>
    new Failure(422, 'validation_failed', {
      message: `Validation failed. You can find validators description at our API Manifest: ${guide}/errors.`,
      invalid,
    }),
  reusedIdempotencyKey: () =>
    failures.validationFailed([
      {
        entry_type: 'header',
        entry: 'X-Idempotency-Key',
        rules: [{ rule: 'idempotency', params: [], description: 'was used for another request' }],
      },
    ]),
  tooManyRequests: (waitMs: number) =>
    new Failure(429, 'rate_limit_exceeded', {
      message: 'API rate limit exceeded',
      headers: { 'Retry-After': String(Math.max(Math.ceil(waitMs / 1_000), 1)) },
    }),
  headersTooLarge: () =>
    new Failure(431, 'request_too_large', { message: 'Request headers are too large.', invalid: wholeRequest('size') }),
  internal: () => new Failure(500, 'internal_error'),
  unavailable: () =>
    new Failure(503, 'internal_error', { message: 'The service is busy. Try again later.', headers: { 'Retry-After': '1' } }),
}
