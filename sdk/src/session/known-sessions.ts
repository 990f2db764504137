import type { Session } from './session.js'

/**
 * The sessions that somebody holds, so that all who ask for one of the same name share its refreshes. Those that nobody holds
 * go: a program may serve more users than fit into its memory.
 */
export class KnownSessions {
  readonly #sessions = new Map<string, WeakRef<Session>>()
  readonly #forgotten = new FinalizationRegistry<string>((key) => {
    if (this.#sessions.get(key)?.deref() === undefined) this.#sessions.delete(key)
  })

  /** The session of that key; a new one where nobody holds one. */
  get(key: string, create: () => Session): Session {
    const known = this.#sessions.get(key)?.deref()
    if (known !== undefined) return known
    const session = create()
    this.#sessions.set(key, new WeakRef(session))
    this.#forgotten.register(session, key)
    return session
  }
}
