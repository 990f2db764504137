import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Exchange } from '../traffic/exchange.ts'
import { recordedTraffic } from '../traffic/traffic-file.ts'
import { startPrismProxy, type PrismProxy, type Violations } from './prism-proxy.ts'

/** Generated requests are many and alike, and whoever generates them holds the answers against the contract: so many of each status are enough. */
const enough = 5
/** As many pass at the same time. */
const lanes = 8

interface Judged extends Violations {
  exchange: Exchange
}

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
  for (const exchange of recordedTraffic()) {
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
  const violationsOf = ({ request }: Judged) =>
    // Prism takes no token where none is needed, and no `bearer` in other letters.
    request.filter((violation) => !violation.endsWith('Invalid security scheme used'))
  expect(accepted.filter((each) => violationsOf(each).length > 0).map((each) => tell(each, violationsOf(each)))).toEqual([])
  await annotate(`${accepted.length} successes`, 'figure')
})

it("the answers that a test has spoilt do not pass Prism's proxy, so that it is known to look", () => {
  const spoilt = judged.filter(({ exchange }) => exchange.origin === 'spoilt')
  expect(spoilt.filter(({ answer }) => answer.length > 0).length).toBeGreaterThan(0)
})
