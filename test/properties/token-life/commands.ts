import fc from 'fast-check'
import { portal, type Token, type TokenLife } from './model.ts'
import { Step, Wait, type Call, type Command, type Seen } from './step.ts'

type Kind = Token['kind']

const user = fc.nat(1)
const entity = fc.nat(1)
const client = fc.nat(portal)
const choice = fc.nat(63)
const mostly = fc.integer({ min: 0, max: 7 }).map((number) => number > 0)
const kinds = ['access', 'refresh', 'code'] as const

/** Any call of those that issue, refresh, check and end tokens; what came of each is counted. */
export function commandsOf(seen: Seen): fc.Arbitrary<Command> {
  // What leads to tokens comes often, or most series would have none to speak of.
  return fc.oneof(
    ...weighted(6, [signIn, approve, exchange('code'), exchange('refresh')]),
    ...weighted(3, [ofToken('use', 'access'), rotate, waiting]),
    ...weighted(1, [ofToken('signOut', 'access'), ...administrative()]),
  )

  function weighted(weight: number, commands: ((seen: Seen) => fc.Arbitrary<Command>)[]) {
    return commands.map((command) => ({ weight, arbitrary: command(seen) }))
  }
}

/** A call by its name, with what is chosen for it beforehand, and what it is once there are tokens to choose from. */
function call<Given extends unknown[]>(
  name: string,
  given: { kind?: Kind; choices: fc.Arbitrary<Given> },
  decide: (model: TokenLife, ...given: Given) => Call,
) {
  return (seen: Seen): fc.Arbitrary<Command> =>
    given.choices.map((choices) => {
      const plan = { name: [name, ...choices].join(' '), kind: given.kind, decide: (model: TokenLife) => decide(model, ...choices) }
      return new Step(plan, seen)
    })
}

const waiting = () => fc.constantFrom(1, 2, 4, 6).map((steps) => new Wait(steps))

const signIn = call('signIn', { choices: fc.tuple(user, mostly) }, (_model, who, isRight) => (world) => world.signIn(who, isRight))

const approve = call('approve', { kind: 'access', choices: fc.tuple(choice, entity) }, (model, number, which) => {
  const bearer = pick(model, number, 'access', portal)
  return (world) => world.approve(bearer, which)
})

const exchange = (kind: 'code' | 'refresh') =>
  call(`exchange-${kind}`, { kind, choices: fc.tuple(choice, entity, mostly, mostly, mostly) }, (model, number, other, isOwn, isPresent, uri) => {
    const token = pick(model, number, kind)
    const presenter = isOwn && token.client < portal ? token.client : other
    const { secret } = model.clients[presenter]!
    return (world) => world.exchange(kind, token, presenter, { secret: isPresent || secret === 0 ? secret : secret - 1, uri })
  })

const rotations = { kind: 'access' as const, choices: fc.tuple(choice, entity, mostly, fc.boolean()) }
const rotate = call('rotate', rotations, (model, number, other, isOwn, deprecated) => {
  const bearer = pick(model, number, 'access')
  const which = isOwn && bearer.client < portal ? bearer.client : other
  return (world) => world.rotate(bearer, which, deprecated)
})

const ofToken = (name: 'use' | 'verify' | 'signOut' | 'expire' | 'delete', kind: Kind) =>
  call(`${name} ${kind}`, { kind, choices: fc.tuple(choice) }, (model, number) => {
    const token = pick(model, number, kind)
    return (world) => world[name](token)
  })

const administrative = () => [
  ...kinds.flatMap((kind) => [ofToken('verify', kind), ofToken('expire', kind), ofToken('delete', kind)]),
  call('store', { choices: fc.tuple(fc.constantFrom(...kinds), user, client) }, (_model, ...given) => (world) => world.store(...given)),
  call('beginSession', { choices: fc.tuple(user) }, (_model, who) => (world) => world.beginSession(who)),
  call('rotateAnyhow', { choices: fc.tuple(entity) }, (_model, which) => (world) => world.rotateAnyhow(which)),
  call('blockUser', { choices: fc.tuple(user, fc.boolean()) }, (_model, who, blocked) => (world) => world.blockUser(who, blocked)),
  call('blockClient', { choices: fc.tuple(client, fc.boolean()) }, (_model, which, blocked) => (world) => world.blockClient(which, blocked)),
  call('takeBack', { choices: fc.tuple(user, entity) }, (_model, who, which) => (world) => world.takeBack(who, which)),
  call('deactivate', { choices: fc.tuple(client) }, (_model, which) => (world) => world.deactivate(which)),
]

/** One of the tokens there are; most often of the kind and client that the call is for, the newest first. */
function pick(model: TokenLife, number: number, kind: Kind, ofClient?: number): Token {
  const meant = model.tokens.filter((token) => token.kind === kind && (ofClient === undefined || token.client === ofClient))
  const tokens = (meant.length === 0 || number % 8 === 7 ? model.tokens : meant).toReversed()
  // No call is made before there is a token of the kind.
  return tokens[Math.floor(number / 8) % tokens.length]!
}
