import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import type { Exchange } from '../traffic/exchange.ts'
import { recordedTraffic } from '../traffic/traffic-file.ts'
import { startPrismProxy, type PrismProxy, type Violations } from './prism-proxy.ts'

/** Generated requests are many and alike, and whoever generates them holds the answers against the contract: so many of each status are enough. */
const enough = 5
/** Ids, secrets and numbers: exchanges that differ in nothing else pass once. */
const random = /[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|\b(?=[\w-]{0,63}\d)(?=[\w-]{0,63}[A-Z])[\w-]{24,64}\b|\d+/g
/** As many pass at the same time. */
const lanes = 8

const hasOtherLetters = (authorization = '') => /^bearer /i.test(authorization) && !authorization.startsWith('Bearer ')

interface Judged extends Violations {
  exchange: Exchange
}

/** The operations that take a request without a token. */
const open = contractOperations
  .filter(({ operation: { security = [] } }) => security.some((schemes) => tokensAskedFor(schemes).length === 0))
  .map(({ id }) => id)

let proxy: PrismProxy
const judged: Judged[] = []
beforeAll(async () => {
  proxy = await startPrismProxy()
  const queue = worthJudging()
  const lane = async () => {
    for (const exchange of queue) judged.push({ exchange, ...(await proxy.judge(exchange)) })
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}, 300_000)
afterAll(() => proxy?.[Symbol.asyncDispose]())

function* worthJudging(): Generator<Exchange> {
  const seen = new Map<string, number>()
  const alike = new Set<string>()
  for (const exchange of recordedTraffic()) {
    const sameness = `${exchange.operationId} ${exchange.answer.status} ${JSON.stringify(exchange).replaceAll(random, '')}`
    if (alike.has(sameness)) continue
    alike.add(sameness)
    const kind = `${exchange.origin} ${exchange.operationId} ${exchange.answer.status}`
    const count = seen.get(kind) ?? 0
    seen.set(kind, count + 1)
    if (exchange.origin !== 'generated' || count < enough) yield exchange
  }
}

const tell = ({ exchange: { request, answer } }: Judged, violations: string[]) =>
  `${request.method} ${request.target} ${answer.status}: ${violations.join('; ')}`

it("every answer of the tests passes Prism's proxy without a violation", async ({ annotate }) => {
  const honest = judged.filter(({ exchange }) => exchange.origin !== 'spoilt')
  expect(honest.filter(({ answer }) => answer.length > 0).map((each) => tell(each, each.answer))).toEqual([])
  const unread = honest.filter((each) => each.unread).length
  await annotate(`${honest.length} exchanges, ${unread} of them with a request that Prism cannot read, so that only the answer was judged`, 'figure')
})

it("the service accepts no request of the tests that Prism's proxy would refuse", async ({ annotate }) => {
  const accepted = judged.filter(({ exchange }) => exchange.answer.status < 300)
  // Prism takes no token where none is needed, and no `bearer` in other letters.
  const isOther = ({ operationId, request: { headers } }: Exchange) => open.includes(operationId) || hasOtherLetters(headers['authorization'])
  const violationsOf = ({ request, exchange }: Judged) =>
    request.filter((violation) => !(violation.endsWith('Invalid security scheme used') && isOther(exchange)))
  expect(accepted.filter((each) => violationsOf(each).length > 0).map((each) => tell(each, violationsOf(each)))).toEqual([])
  await annotate(`${accepted.length} successes`, 'figure')
})

it("Prism's proxy lets no answer pass that a test has spoilt", async ({ annotate }) => {
  const spoilt = judged.filter(({ exchange }) => exchange.origin === 'spoilt' && isBroken(exchange))
  expect(spoilt.length).toBeGreaterThan(0)
  expect(spoilt.filter(({ answer }) => answer.length === 0).map((each) => tell(each, []))).toEqual([])
  await annotate(`${spoilt.length} answers`, 'figure')
})

/** Whether an answer breaks the contract; what leads to a spoilt answer does not. */
function isBroken({ operationId, answer }: Exchange): boolean {
  return answerBreaches(operationId, { ...answer, headers: new Headers(answer.headers), body: JSON.parse(answer.body) }).length > 0
}
