/** The tables, as Kysely sees them. Only types that every SQL database has: text, and integers for flags and times. */
export interface Database {
  users: UserRow
  client_types: NamedScopeRow
  roles: NamedScopeRow
  clients: ClientRow
  connections: ConnectionRow
  user_roles: UserRoleRow
  global_user_roles: GlobalUserRoleRow
  approvals: ApprovalRow
  tokens: TokenRow
  sign_in_attempts: SignInAttemptRow
  password_history: OldPasswordRow
  idempotency_records: IdempotencyRow
  jobs: JobRow
  rate_limits: RateLimitRow
  audit_events: AuditEventRow
}

interface Timestamps {
  /** ISO 8601, UTC. */
  inserted_at: string
  /** ISO 8601, UTC. */
  updated_at: string
}

/** 0 or 1: not every database has booleans. */
type Flag = 0 | 1

/** A person who signs in. */
export interface UserRow extends Timestamps {
  id: string
  /** Lower case. */
  email: string
  /** PHC string of argon2id. */
  password_hash: string
  /** Unix seconds. */
  password_set_at: number
  tax_id: string
  person_id: string
  /** JSON object. */
  settings: string
  is_blocked: Flag
  block_reason: string | null
}

/** A client type or a role: a name for a set of scopes. */
export interface NamedScopeRow extends Timestamps {
  id: string
  name: string
  scope: string
}

/** A legal entity, a system or an application. */
export interface ClientRow extends Timestamps {
  id: string
  name: string
  user_id: string
  client_type_id: string
  /** JSON object. */
  settings: string
  /** JSON object. */
  priv_settings: string
  is_blocked: Flag
  block_reason: string | null
}

/** The way from a system to a client: a secret and a redirect URI. */
export interface ConnectionRow extends Timestamps {
  id: string
  /** Whose context it is. */
  client_id: string
  /** The client of the system that uses it; the client itself for its own connection. */
  consumer_id: string
  redirect_uri: string
  secret_hash: string
}

/** A role a user has for one client. */
export interface UserRoleRow extends Timestamps {
  id: string
  user_id: string
  role_id: string
  client_id: string
}

/** A role a user has for every client. */
export interface GlobalUserRoleRow extends Timestamps {
  id: string
  user_id: string
  role_id: string
}

/** What a user lets a client do; the original calls it an app. */
export interface ApprovalRow extends Timestamps {
  id: string
  user_id: string
  client_id: string
  scope: string
}

/** Access tokens, refresh tokens and authorization codes, told apart by `name`. */
export interface TokenRow extends Timestamps {
  id: string
  name: string
  value_hash: string
  user_id: string
  client_id: string
  grant_type: string
  /** Null on an authorization code, which is for nothing but its exchange. */
  scope: string | null
  /** What an authorization code may be exchanged for. */
  scope_request: string | null
  redirect_uri: string | null
  /** The refresh token an access token came with or from. */
  refresh_token_id: string | null
  /** Unix seconds; expired from then on. */
  expires_at: number
  /** Unix seconds; when an authorization code was exchanged. */
  used_at: number | null
}

/** A password that was tried and has not been found right. */
export interface SignInAttemptRow {
  id: string
  /** Hash of the e-mail address that came with it, whether or not a user has it. */
  account: string
  /** Unix seconds; counts no longer from then on. */
  expires_at: number
}

/** A password that a user had before the present one. */
export interface OldPasswordRow {
  id: string
  user_id: string
  /** PHC string of argon2id. */
  password_hash: string
  /** ISO 8601, UTC. */
  replaced_at: string
}

/** An answer that is given again when the same request comes again. */
export interface IdempotencyRow {
  /** Hash of the idempotency key and of who sent it. */
  id: string
  /** Encrypted; null only within the transaction that makes it. */
  answer: string | null
  /** Unix seconds. */
  expires_at: number
}

/** A job of the scheduler: who runs it at the moment, and what it has done so far. */
export interface JobRow {
  name: string
  /** The run that holds the lease. */
  holder: string | null
  /** Unix seconds; the lease is free from then on. */
  held_until: number
  /** Unix seconds; the point of the schedule that was taken last. */
  due_at: number
  runs: number
  failures: number
  handled_rows: number
}

/** How often something came within the present window. */
export interface RateLimitRow {
  key: string
  points: number
  /** Unix milliseconds; the window ends then. */
  expires_at: number
}

/** An act that was done or refused. */
export interface AuditEventRow {
  id: string
  /** ISO 8601, UTC. */
  inserted_at: string
  /** The operationId. */
  act: string
  outcome: 'success' | 'refused'
  /** Of the refusal. */
  error_type: string | null
  user_id: string | null
  client_id: string | null
  mis_client_id: string | null
  /** The path at which administrators find what the act was done to. */
  object: string | null
  address: string | null
  request_id: string
}
