import type { Worker } from 'node:cluster'

/** What can be asked, and what makes the reply. */
type Replies = Record<string, () => unknown>

type Message = { question: string; number: number } | { replyTo: number; reply: unknown }

/** Questions and replies between the first process and a worker, both ways. */
export class Conversation {
  readonly #channel: Worker
  readonly #replies: Replies
  readonly #waiting = new Map<number, (reply: unknown) => void>()
  #asked = 0

  constructor(channel: Worker, replies: Replies) {
    this.#channel = channel
    this.#replies = replies
    channel.on('message', (message) => this.#hear(message)).once('disconnect', () => this.#giveUp())
  }

  /** Asks the other process; undefined when it ends without a reply, or knows no such question. */
  ask(question: string): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const number = (this.#asked += 1)
    this.#waiting.set(number, resolve)
    this.#send({ question, number })
    return promise
  }

  async #hear(message: unknown): Promise<void> {
    // Nobody else sends anything over the channel.
    const heard = message as Message
    if ('question' in heard) return this.#send({ replyTo: heard.number, reply: await this.#replies[heard.question]?.() })
    this.#waiting.get(heard.replyTo)?.(heard.reply)
    this.#waiting.delete(heard.replyTo)
  }

  /** A channel that is closed already makes no other sound than this error. */
  #send(message: Message): void {
    this.#channel.send(message, (error) => error === null || this.#giveUp())
  }

  #giveUp(): void {
    for (const resolve of this.#waiting.values()) resolve(undefined)
    this.#waiting.clear()
  }
}
