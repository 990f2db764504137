import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contractOperations, type OperationId } from '../../server/contract.ts'

/** Where Node's HTTP servers tell of each request, before anybody has touched it. */
const requestStart = 'http.server.request.start'

const operations = contractOperations.map(({ id, method, path }) => ({
  id,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/**
 * Counts the answers of the server at a URL from now on, as the contract's operations have given them; returns what ends it.
 * The path decides, because the server itself refuses some requests before it has looked for their operation.
 */
export function recordAnswersOf(url: string): () => void {
  const port = Number(new URL(url).port)
  function record(message: unknown): void {
    // This is what Node publishes there.
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort !== port) return
    const [path = ''] = (request.url ?? '').split('?', 1)
    const operation = operations.find(({ method, pattern }) => method === request.method && pattern.test(path))
    if (operation !== undefined) response.once('finish', () => recordAnswer(operation.id, response.statusCode))
  }
  subscribe(requestStart, record)
  return () => void unsubscribe(requestStart, record)
}

/** Counts one answer: for those that never became a request, because Node's parser refused what came. */
export function recordAnswer(operationId: OperationId, status: number): void {
  const file = process.env.ANSWERS_FILE
  // The workers append to the same file, each a whole line at a time.
  if (file !== undefined) appendFileSync(file, `${operationId} ${status}\n`)
}
