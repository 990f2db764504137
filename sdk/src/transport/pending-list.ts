import type { Paging } from '../generated/types.gen.js'
import { judgePage } from './judge-page.js'
import type { OperationRequest } from './operation-request.js'
import type { CallOptions } from '../options.js'
import type { Pending } from './pending.js'
import type { Transport } from './transport.js'

/** One page of a list. */
export interface Page<Entry> {
  /** The entries of this page only. */
  data: Entry[]
  /** Where in the list the page is, and how many there are. */
  paging: Paging
}

/**
 * The page to come. It is also the whole list from that page on:
 *
 * @example
 * for await (const user of auth.users.list()) console.log(user.email)
 */
export interface PendingList<Answer extends Page<unknown>> extends Pending<Answer>, AsyncIterable<Answer['data'][number]> {}

/** Asks for a page of a list at once, and for the pages after it as somebody reads on. */
export function listPages<Answer extends Page<unknown>>(
  transport: Transport,
  request: OperationRequest,
  options?: CallOptions,
): PendingList<Answer> {
  const askFor = (query: object | undefined) => transport.send<Answer>({ ...request, query, judge: judgePage }, options)
  const first = askFor(request.query)
  async function* entries(): AsyncGenerator<Answer['data'][number]> {
    let page: Page<Answer['data'][number]> = await first
    yield* page.data
    for (let number = page.paging.page_number + 1; number <= page.paging.total_pages; number++) {
      page = await askFor({ ...request.query, page: number })
      yield* page.data
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: entries })
}
