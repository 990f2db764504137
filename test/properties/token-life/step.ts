import type fc from 'fast-check'
import type { Calls } from './calls.ts'
import { clockStep, type Token, type TokenLife } from './model.ts'
import type { Reality } from './reality.ts'

/** How often each answer was foretold and came, by the name of the call and the answer. */
export type Seen = Map<string, number>

/** A step of a series. */
export type Command = fc.AsyncCommand<TokenLife, Reality>

/** The same call to the model and to the service. */
export type Call = <Result>(world: Calls<Result>) => Result

interface Plan {
  /** The name of the call, and what was chosen for it. */
  name: string
  /** There must be a token of this kind, in whatever state. */
  kind: Token['kind'] | undefined
  /** Decides on the call when it is its turn: before, nobody knows what tokens there will be. */
  decide(model: TokenLife): Call
}

/** Makes a call that the model foretells the answer of. */
export class Step implements Command {
  readonly #plan: Plan
  readonly #seen: Seen

  constructor(plan: Plan, seen: Seen) {
    this.#plan = plan
    this.#seen = seen
  }

  check({ tokens }: Readonly<TokenLife>): boolean {
    const { kind: wanted } = this.#plan
    return wanted === undefined || tokens.some(({ kind }) => kind === wanted)
  }

  async run(model: TokenLife, reality: Reality): Promise<void> {
    const call = this.#plan.decide(model)
    const { answer: foretold, issued } = call(model)
    const answer = await call(reality)
    const type = answer.body?.error?.type
    const given = type === undefined ? `${answer.status}` : `${answer.status} ${type}`
    if (given !== foretold) throw new Error(`${this} should answer ${foretold}, but answers ${given}: ${answer.body?.error?.message}`)
    if (answer.status < 300) reality.keep(answer, issued)
    const seen = `${this.#plan.name.split(' ', 1)[0]} ${given}`
    this.#seen.set(seen, (this.#seen.get(seen) ?? 0) + 1)
  }

  toString(): string {
    return this.#plan.name
  }
}

/** Lets time pass. */
export class Wait implements Command {
  readonly #steps: number

  constructor(steps: number) {
    this.#steps = steps
  }

  check(): boolean {
    return true
  }

  async run(model: TokenLife, reality: Reality): Promise<void> {
    model.now += this.#steps * clockStep
    reality.advance(this.#steps * clockStep)
  }

  toString(): string {
    return `wait ${this.#steps * clockStep} seconds`
  }
}
