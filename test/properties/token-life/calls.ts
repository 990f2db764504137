import type { Token } from './model.ts'

/** The proof of a client that it may exchange something. */
export interface Proof {
  /** The how-manieth secret of the client, from 0 on. */
  secret: number
  /** Whether the redirect URI is that of the code. */
  uri: boolean
}

/** Everything that is done to tokens: the model foretells what comes of it, and the service does it. */
export interface Calls<Result> {
  signIn(user: number, isRight: boolean): Result
  /** An administrator begins a session of the user. */
  beginSession(user: number): Result
  approve(bearer: Token, client: number): Result
  exchange(kind: 'code' | 'refresh', token: Token, client: number, proof: Proof): Result
  /** The bearer does something that needs no scope. */
  use(bearer: Token): Result
  verify(token: Token): Result
  signOut(bearer: Token): Result
  /** The bearer gives a client a new secret, by the deprecated call or by that which replaces it. */
  rotate(bearer: Token, client: number, deprecated: boolean): Result
  /** An administrator gives a client a new secret. */
  rotateAnyhow(client: number): Result
  blockUser(user: number, blocked: boolean): Result
  blockClient(client: number, blocked: boolean): Result
  takeBack(user: number, client: number): Result
  /** All tokens of the client end. */
  deactivate(client: number): Result
  /** An administrator puts a token there. */
  store(kind: Token['kind'], user: number, client: number): Result
  expire(token: Token): Result
  delete(token: Token): Result
}
