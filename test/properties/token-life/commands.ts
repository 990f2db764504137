import fc from 'fast-check'
import type { Answer } from '../../fixtures/call.ts'
import { clockStep, lifetimes, portal, type Outcome, type Token, type TokenLife } from './model.ts'
import type { Reality } from './reality.ts'

/** How often each answer was foretold and came, by the name of the command and the answer. */
export type Seen = Map<string, number>

/** A call, and what a model foretells of it. */
interface Plan {
  foretold: Outcome
  call(reality: Reality): Promise<Answer>
}

type Kind = Token['kind']

/** A step of a series. */
export type Command = fc.AsyncCommand<TokenLife, Reality>

/** Makes a call that the model foretells the answer of. */
class Step implements Command {
  readonly #name: string
  readonly #kind: Kind | undefined
  readonly #plan: (model: TokenLife) => Plan
  readonly #seen: Seen

  constructor(name: string, kind: Kind | undefined, plan: (model: TokenLife) => Plan, seen: Seen) {
    this.#name = name
    this.#kind = kind
    this.#plan = plan
    this.#seen = seen
  }

  /** There must be a token of the kind that the call is for, in whatever state. */
  check(model: Readonly<TokenLife>): boolean {
    return this.#kind === undefined || model.tokens.some(({ kind }) => kind === this.#kind)
  }

  async run(model: TokenLife, reality: Reality): Promise<void> {
    const { foretold, call } = this.#plan(model)
    const answer = await call(reality)
    const type = answer.body?.error?.type
    const given = type === undefined ? `${answer.status}` : `${answer.status} ${type}`
    if (given !== foretold.answer) throw new Error(`${this.#name} should answer ${foretold.answer}, but answers ${given}: ${answer.body?.error?.message}`)
    if (answer.status < 300) reality.keep(answer, foretold.issued)
    const seen = `${this.#name.split(' ', 1)[0]} ${given}`
    this.#seen.set(seen, (this.#seen.get(seen) ?? 0) + 1)
  }

  toString(): string {
    return this.#name
  }
}

/** Lets time pass. */
class Wait implements Command {
  readonly #steps: number

  constructor(steps: number) {
    this.#steps = steps
  }

  check = () => true

  async run(model: TokenLife, reality: Reality): Promise<void> {
    model.now += this.#steps * clockStep
    reality.advance(this.#steps * clockStep)
  }

  toString = () => `wait ${this.#steps * clockStep} seconds`
}

const user = fc.nat(1)
const entity = fc.nat(1)
const client = fc.nat(portal)
const choice = fc.nat(63)
const mostly = fc.integer({ min: 0, max: 7 }).map((number) => number > 0)

/** Any call of those that issue, refresh, check and end tokens. */
export function commandsOf(seen: Seen): fc.Arbitrary<Command> {
  const step = <Parameters extends unknown[]>(name: string, kind: Kind | undefined, parameters: fc.Arbitrary<Parameters>, plan: (model: TokenLife, ...parameters: Parameters) => Plan) =>
    parameters.map((given) => new Step([name, ...given.map((part) => JSON.stringify(part))].join(' '), kind, (model) => plan(model, ...given), seen))
  const exchange = (kind: 'code' | 'refresh') =>
    step(`exchange-${kind}`, kind, fc.tuple(choice, entity, mostly, mostly, mostly), (model, number, other, isOwn, isPresent, uri) => {
      const token = pick(model, number, kind)
      const presenter = isOwn && token.client < portal ? token.client : other
      const { secret } = model.clients[presenter]!
      const grant = { secret: isPresent || secret === 0 ? secret : secret - 1, uri }
      return { foretold: model.exchange(kind, token, presenter, grant), call: (reality) => reality.exchange(kind, token, presenter, grant) }
    })
  const ofToken = (name: 'use' | 'verify' | 'signOut' | 'expire' | 'delete', kind: Kind) =>
    step(`${name} ${kind}`, kind, fc.tuple(choice), (model, number) => {
      const token = pick(model, number, kind)
      return { foretold: model[name](token), call: (reality) => reality[name](token) }
    })

  const signIn = step('signIn', undefined, fc.tuple(user, mostly), (model, who, isRight) => ({ foretold: model.signIn(who, isRight), call: (reality) => reality.signIn(who, isRight) }))
  const approve = step('approve', 'access', fc.tuple(choice, entity), (model, number, which) => {
    const bearer = pick(model, number, 'access', portal)
    return { foretold: model.approve(bearer, which), call: (reality) => reality.approve(bearer, which) }
  })
  const rotate = step('rotate', 'access', fc.tuple(choice, entity, mostly, fc.boolean()), (model, number, other, isOwn, deprecated) => {
    const bearer = pick(model, number, 'access')
    const which = isOwn && bearer.client < portal ? bearer.client : other
    return { foretold: model.rotate(bearer, which), call: (reality) => reality.rotate(bearer, which, deprecated) }
  })
  const store = step('store', undefined, fc.tuple(fc.constantFrom('access' as const, 'refresh' as const, 'code' as const), user, client), (model, kind, who, which) => ({
    foretold: model.store(kind, who, which),
    call: (reality) => reality.store(kind, who, which, lifetimes.stored),
  }))
  const administrative = [
    step('beginSession', undefined, fc.tuple(user), (model, who) => ({ foretold: model.beginSession(who), call: (reality) => reality.beginSession(who) })),
    step('rotateAnyhow', undefined, fc.tuple(entity), (model, which) => ({ foretold: model.rotateAnyhow(which), call: (reality) => reality.rotateAnyhow(which) })),
    step('blockUser', undefined, fc.tuple(user, fc.boolean()), (model, who, blocked) => ({ foretold: model.blockUser(who, blocked), call: (reality) => reality.blockUser(who, blocked) })),
    step('blockClient', undefined, fc.tuple(client, fc.boolean()), (model, which, blocked) => ({ foretold: model.blockClient(which, blocked), call: (reality) => reality.blockClient(which, blocked) })),
    step('takeBack', undefined, fc.tuple(user, entity), (model, who, which) => ({ foretold: model.takeBack(who, which), call: (reality) => reality.takeBack(who, which) })),
    step('deactivate', undefined, fc.tuple(client), (model, which) => ({ foretold: model.deactivate(which), call: (reality) => reality.deactivate(which) })),
  ]
  const waiting = fc.constantFrom(1, 2, 4, 6).map((steps) => new Wait(steps))
  const kinds = ['access', 'refresh', 'code'] as const
  const each = (name: 'verify' | 'expire' | 'delete') => kinds.map((kind) => ofToken(name, kind))
  // What leads to tokens comes often, or most series would have none to speak of.
  return fc.oneof(
    ...weighted(6, [signIn, approve, exchange('code'), exchange('refresh')]),
    ...weighted(3, [ofToken('use', 'access'), rotate, waiting]),
    ...weighted(1, [...each('verify'), ...each('expire'), ...each('delete'), ofToken('signOut', 'access'), store, ...administrative]),
  )
}

const weighted = (weight: number, commands: fc.Arbitrary<Command>[]) => commands.map((arbitrary) => ({ weight, arbitrary }))

/** One of the tokens there are; most often of the kind and client that the call is for, the newest first. */
function pick(model: TokenLife, number: number, kind: Kind, ofClient?: number): Token {
  const meant = model.tokens.filter((token) => token.kind === kind && (ofClient === undefined || token.client === ofClient))
  const tokens = (meant.length === 0 || number % 8 === 7 ? model.tokens : meant).toReversed()
  // No call is made before there is a token of the kind.
  return tokens[Math.floor(number / 8) % tokens.length]!
}
