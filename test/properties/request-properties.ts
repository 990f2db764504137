import fc from 'fast-check'
import type { ContractOperation } from '../../server/contract.ts'
import type { Answer } from '../fixtures/call.ts'
import { breachesOf, brokenRulesOf } from './judge.ts'
import { requestBreaches, toWire } from './requests/generated-request.ts'
import { invalidRequests } from './requests/invalid-requests.ts'
import { acceptableRequests, strayRequests } from './requests/valid-requests.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/** How many valid requests were sent, and how many of them were accepted. */
export interface ValidTally {
  sent: number
  accepted: number
}

/** How many invalid requests were sent, and with which faults. */
export interface InvalidTally {
  sent: number
  faults: Set<string>
}

type Property = fc.IAsyncProperty<[unknown]>

/** What the contract allows is accepted where every row is there that it names, and else refused by what is stored only. */
export function validRequestsProperty(operation: ContractOperation, sandbox: Sandbox, tally: ValidTally): Property {
  const acceptable = acceptableRequests(operation).map((request) => ({ request, isStray: false }))
  const stray = strayRequests(operation).map((requests) => requests.map((request) => ({ request, isStray: true })))
  const requests = stray.length === 0 ? acceptable : fc.oneof({ weight: 5, arbitrary: acceptable }, { weight: 1, arbitrary: fc.oneof(...stray) })
  return fc.asyncProperty(requests, async ({ request, isStray }) => {
    demand(requestBreaches(operation, request), 'the request should fit the contract')
    const answer = await sandbox.send(toWire(operation, request))
    sandbox.restore()
    const isAccepted = answer.status < 300
    tally.sent += 1
    if (isAccepted) tally.accepted += 1
    demand(breachesOf(operation, answer), told(answer))
    if (isStray) demand(stateless(answer), told(answer))
    else if (!isAccepted) throw new Error(`nothing is wrong with the request, but ${told(answer)}`)
  })
}

/** What the contract does not allow is refused, with the status for its place and the field at fault and no other, and changes nothing. */
export function invalidRequestsProperty(operation: ContractOperation, sandbox: Sandbox, tally: InvalidTally): Property {
  return fc.asyncProperty(invalidRequests(operation), async ({ request, fault, breaksSchema, statuses, entry }) => {
    if (breaksSchema && requestBreaches(operation, request).length === 0) throw new Error('the request should not fit the contract')
    const answer = await sandbox.send(toWire(operation, request))
    const changed = sandbox.changedTables().filter((table) => table !== 'audit_events' || !isAudited(answer))
    sandbox.restore()
    tally.sent += 1
    tally.faults.add(`${operation.id}: ${fault}`)
    demand(breachesOf(operation, answer), told(answer))
    if (!statuses.includes(answer.status)) throw new Error(`the request should be refused with ${statuses.join(' or ')}, but ${told(answer)}`)
    if (changed.length > 0) throw new Error(`nothing should be stored, but ${changed.join()} changed, and ${told(answer)}`)
    if (entry === undefined) return
    const entries = [...new Set(brokenRulesOf(answer).map((broken) => broken.entry))]
    if (entries.length !== 1 || !entries[0]!.startsWith(entry)) throw new Error(`only ${entry} should be at fault, but ${told(answer)}`)
  })
}

function demand(breaches: string[], otherwise: string): void {
  if (breaches.length > 0) throw new Error(`${otherwise}: ${breaches.join('; ')}`)
}

const told = ({ status, body }: Answer) => `the answer is ${status} ${JSON.stringify(body)}`

/** Whether it may be written down that a request was refused so. */
const isAudited = ({ status }: Answer) => status === 401 || status === 403

/** The rules of the contract's schemas, as refusals name them. */
const rulesOfSchemas = new Set<string | null>(['cast', 'format', 'email', 'length', 'number', 'schema'])

/** Where an answer refuses what its schema lets pass. An id in a body that is no UUID is a 400 that a schema need not tell of. */
function stateless(answer: Answer): string[] {
  const broken = brokenRulesOf(answer)
  if (answer.status === 400 && broken.some(({ rule }) => rule === 'cast')) return []
  if (answer.status === 400 || answer.status === 415) return [`${answer.status} is no matter of rows`]
  return answer.status === 422 ? broken.filter(({ rule }) => rulesOfSchemas.has(rule)).map(({ entry }) => `${entry} fits its schema`) : []
}
