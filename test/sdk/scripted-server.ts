import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { startStub } from './stub-server.ts'

/** What reached the server. */
export interface Received {
  line: string
  headers: IncomingHttpHeaders
  body: string
}

/** What the server does with a request whose body has arrived. */
export type Step = (request: IncomingMessage, response: ServerResponse) => void

/** Does one step for each request, and the last one from then on. */
export async function startScript(...steps: [Step, ...Step[]]): Promise<{ baseUrl: string; received: Received[] }> {
  const received: Received[] = []
  const baseUrl = await startStub(async (request, response) => {
    const { method, url, headers } = request
    const step = steps[Math.min(received.length, steps.length - 1)]!
    received.push({ line: `${method} ${url}`, headers, body: await text(request) })
    step(request, response)
  })
  return { baseUrl, received }
}

/** Answers with a status that has no envelope. */
export const answer = (status: number, headers: Record<string, string> = {}): Step => (_request, response) =>
  void response.writeHead(status, headers).end()

/** Answers with an envelope. */
export const succeed: Step = (_request, response) => void response.end('{"meta":{},"data":{}}')

/** Breaks the connection before the answer. */
export const lose: Step = (request) => void request.socket.resetAndDestroy()

/** Never answers. */
export const ignore: Step = () => {}
