import type { Paging } from './generated/types.gen.js'
import { type AnswerWithResponse, type Pending, pending } from './pending.js'

/** One page of a list. */
export interface Page<Entry> {
  data: Entry[]
  paging: Paging
}

/**
 * The page to come. It is also the whole list from that page on:
 *
 * @example
 * for await (const user of auth.users.list()) console.log(user.email)
 */
export interface PendingList<Answer extends Page<unknown>> extends Pending<Answer>, AsyncIterable<Answer['data'][number]> {}

/** Gives the first page to those who await it, and asks for the others as somebody goes on reading. */
export function pendingList<Answer extends Page<unknown>>(
  askForPage: (page?: number) => Promise<AnswerWithResponse<Answer>>,
): PendingList<Answer> {
  const first = pending(askForPage())
  async function* entries(): AsyncGenerator<Answer['data'][number]> {
    let page: Page<Answer['data'][number]> = await first
    yield* page.data
    for (let number = page.paging.page_number + 1; number <= page.paging.total_pages; number++) {
      page = (await askForPage(number)).answer
      yield* page.data
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: entries })
}
