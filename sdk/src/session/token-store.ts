/** What a session keeps: plain data, which survives JSON. It holds secrets, so do not print it. */
export interface TokenSet {
  /** Absent until the first refresh of a session that began with a refresh token. */
  readonly accessToken?: string | undefined
  /** Absent when the service gave none; the access token is then used to its end. */
  readonly refreshToken?: string | undefined
  /** What the access token allows. */
  readonly scope?: string | undefined
  /** When the access token ends, in milliseconds of this machine's clock; 0 without one. */
  readonly expiresAt: number
  /** From when on the access token is refreshed although it is still good; 0 without one. */
  readonly refreshAt: number
}

/** Where sessions keep their tokens. It may be written on a database or Redis, for processes on several machines. */
export interface TokenStore {
  /** What is kept. It never waits for an `update`, not even when it is called from the `change` of one. */
  read(key: string): Promise<TokenSet | undefined>
  /**
   * Calls `change` once with what is kept, alone among all that share the store, keeps what it gives, and gives that too;
   * `undefined` deletes. `change` may take as long as a refresh of tokens takes. When it rejects, nothing changes, and
   * `update` rejects with the same.
   *
   * A store that cannot keep others out meanwhile works too: the tokens of a session may then be refreshed more than once.
   */
  update(key: string, change: (kept: TokenSet | undefined) => Promise<TokenSet | undefined>): Promise<TokenSet | undefined>
}
