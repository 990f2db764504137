import type { OperationId } from '../../server/contract.ts'
import type { Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import type { Connection, Message } from './connection.ts'
import type { Owner, Population } from './population.ts'
import type { Tally } from './tally.ts'

/** A request to an operation, and the answer that it must have. */
export interface Order {
  /** The values of the path's parameters. */
  path?: Record<string, string>
  query?: Record<string, string>
  /** The access token. */
  bearer?: string
  headers?: Record<string, string>
  body?: unknown
  /** The only right status. @default the success that the contract lists first */
  status?: number
}

interface CallerParts {
  url: string
  /** For whom the calls are made. */
  owner: Owner
  population: Population
  connection: Connection
  /** Counts the answers. */
  tally: Tally
}

/** Somebody who calls the service over one connection, and knows how it must answer. */
export class Caller {
  readonly url: string
  readonly owner: Owner
  readonly population: Population
  readonly #connection: Connection
  readonly #tally: Tally

  constructor({ url, owner, population, connection, tally }: CallerParts) {
    this.url = url
    this.owner = owner
    this.population = population
    this.#connection = connection
    this.#tally = tally
  }

  /**
   * Calls an operation of the contract, and holds the answer against it.
   * @throws Error when the answer is not the right one.
   */
  async ask(operationId: OperationId, { path = {}, query, bearer, headers = {}, body, status }: Order = {}): Promise<Answer> {
    const { method, path: template, operation } = operationNamed(operationId)
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const message = {
      method,
      path: template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')) + search,
      headers: { ...headers, ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }) },
      body,
    }
    const expected = status ?? Number(Object.keys(operation.responses ?? {}).find((listed) => listed.startsWith('2')))
    const answer = await this.visit(operationId, message, expected)
    const breaches = answerBreaches(operationId, answer)
    if (breaches.length > 0) throw new Error(`${operationId} answered ${answer.status} against the contract: ${breaches.join('; ')}`)
    return answer
  }

  /** Calls an operation as the administrator. */
  async administrate(operationId: OperationId, order: Order = {}): Promise<Answer> {
    return this.ask(operationId, { bearer: this.population.administrator.token, ...order })
  }

  /**
   * Sends any request, which is counted under a kind.
   * @throws Error when the answer has another status.
   */
  async visit(kind: string, message: Message, status: number): Promise<Answer> {
    const startedAt = performance.now()
    const answer = await this.#connection.send(message).catch((error: unknown) => {
      throw new Error(`${kind} got no answer: ${String(error)}`, { cause: error })
    })
    this.#tally.count(kind, answer.status, performance.now() - startedAt)
    if (answer.status === status) return answer
    // Of an answer that should have been a refusal nothing is told: it may hold a token.
    const told = answer.body?.error === undefined ? '' : `: ${JSON.stringify(answer.body.error)}`
    throw new Error(`${kind} was answered ${answer.status} instead of ${status}${told}`)
  }

  /** Counts a request that is not waited for. */
  leave(kind: string): void {
    this.#tally.leave(kind)
  }
}
