/**
 * `npm run bench:sign-in`: whether the time of a refusal tells a guesser which users and clients there are. Over real HTTP, one
 * request at a time on one connection, the two of a pair in random order. The first line compares like with like: so much the
 * machine does by itself.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { patientPortalType } from '../../server/clients/client-types.ts'
import { insertRows, toRows, type Row } from '../../server/fixtures/load-fixtures.ts'
import { openAt } from '../fixtures/database.ts'
import { quickFolder } from '../fixtures/quick-folder.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { tellApart, type Pairs } from './tell-apart.ts'

const warmUpPairs = 20
const signInPairs = 300
/** These check no password and take a small part of the time. */
const grantPairs = 3_000

interface Refused {
  path: string
  token: object
}

interface Comparison {
  name: string
  pairs: [Refused, Refused][]
}

const [portal, clinic] = [randomUUID(), randomUUID()]
const triedUsers: object[] = []

/** What users have who differ in nothing but that. The portal is the patients', where those without a tax number cannot sign in. */
const columnsOf = {
  known: { tax_id: '3067305998', is_blocked: 0 },
  blocked: { tax_id: '3067305998', is_blocked: 1 },
  unregistered: { tax_id: '', is_blocked: 0 },
}

/** A sign-in with a wrong password. Each user is tried once, so that limits have nothing to do with it. */
function signIn(kind: keyof typeof columnsOf | 'unknown'): Refused {
  const email = `${randomUUID()}@example.com`
  if (kind !== 'unknown') triedUsers.push({ email, ...columnsOf[kind] })
  const token = { grant_type: 'password', email, password: randomUUID(), client_id: portal, scope: 'app:authorize' }
  return { path: '/auth/login', token }
}

/** A grant with a wrong secret. */
function grant(client_id: string): Refused {
  const token = { grant_type: 'refresh_token', client_id, client_secret: randomUUID(), refresh_token: randomUUID() }
  return { path: '/oauth/tokens', token }
}

const several = (count: number, pair: () => [Refused, Refused]) => Array.from({ length: warmUpPairs + count }, pair)

const comparisons: Comparison[] = [
  { name: 'sign-in: known user, another known user', pairs: several(signInPairs, () => [signIn('known'), signIn('known')]) },
  { name: 'sign-in: unknown user, known user', pairs: several(signInPairs, () => [signIn('unknown'), signIn('known')]) },
  { name: 'sign-in: blocked user, known user', pairs: several(signInPairs, () => [signIn('blocked'), signIn('known')]) },
  { name: 'sign-in: unregistered user, known user', pairs: several(signInPairs, () => [signIn('unregistered'), signIn('known')]) },
  { name: 'grant: unknown client, known client', pairs: several(grantPairs, () => [grant(randomUUID()), grant(clinic)]) },
]

const id = randomUUID()
const base = await toRows(
  {
    client_types: [{ id, name: patientPortalType, scope: 'app:authorize' }],
    users: [{ id, email: 'somebody@example.com', password: randomUUID() }],
    clients: [
      { id: portal, name: 'Portal', user_id: id, client_type_id: id, settings: { allowed_grant_types: ['password'] } },
      { id: clinic, name: 'Clinic', user_id: id, client_type_id: id },
    ],
    connections: [{ client_id: clinic, consumer_id: clinic, redirect_uri: 'https://example.com', secret: randomUUID() }],
  },
  new Date(),
)
const somebody = base.find(({ table }) => table === 'users')!
// They share one hash: what a password is hashed for is not what is measured, and it takes a while.
const users = triedUsers.map((user): Row => ({ ...somebody, values: { ...somebody.values, id: randomUUID(), ...user } }))

async function measure(pairs: Comparison['pairs'], timeOf: (refused: Refused) => Promise<number>): Promise<Pairs> {
  const times: Pairs = []
  for (const [first, second] of pairs) {
    const inOrder = Math.random() < 0.5
    const earlier = await timeOf(inOrder ? first : second)
    const later = await timeOf(inOrder ? second : first)
    times.push(inOrder ? [earlier, later] : [later, earlier])
  }
  return times.slice(warmUpPairs)
}

function timer(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return async ({ path, token }: Refused): Promise<number> => {
    const sent = request(`${url}${path}`, { agent, method: 'POST', headers: { 'Content-Type': 'application/json' } })
    const startedAt = performance.now()
    sent.end(JSON.stringify({ token }))
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    const took = performance.now() - startedAt
    if (response.statusCode !== 401) throw new Error(`${path} was answered ${response.statusCode}`)
    await once(response.resume(), 'end')
    return took
  }
}

const folder = await mkdtemp(join(quickFolder, 'ehealth-auth-bench-'))
try {
  const databaseUrl = `sqlite:${join(folder, 'timing.db')}`
  const store = await openAt(databaseUrl)
  await store.write((db) => insertRows(db, [...base, ...users]))
  await store.close()
  const environment = {
    DATABASE_URL: databaseUrl,
    JWT_SECRET: randomBytes(64).toString('hex'),
    LOG_LEVEL: 'warn',
    MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS: '0',
    MAX_FAILED_AUTHENTICATIONS_PER_CLIENT: '0',
  }
  await using server = await startProcess({ args: ['--production'], environment })
  const timeOf = timer(await server.listening)
  for (const { name, pairs } of comparisons) {
    const { medians, ratio, interval, longer } = tellApart(await measure(pairs, timeOf))
    const [first, second] = medians.map((median) => median.toFixed(2))
    console.log(
      `${name}: ${first} ms by ${second} ms, ratio ${ratio.toFixed(3)} (95 %: ${interval.map((bound) => bound.toFixed(3)).join(' to ')}), ` +
        `the first is slower than the second in ${(longer * 100).toFixed(1)} % of all comparisons`,
    )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit()
