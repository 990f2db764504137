import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import type { Answer } from '../fixtures/call.ts'

/** What goes over a connection. */
export interface Message {
  method: string
  path: string
  headers?: Record<string, string>
  /** JSON; a text goes as it is. */
  body?: unknown
}

/** A connection to the service that is kept open from one request to the next. */
export class Connection {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  constructor(url: string) {
    this.#url = url
  }

  /**
   * Sends a request and reads the whole answer; a body that is not JSON stays text.
   * @throws Error when the connection fails.
   */
  async send({ method, path, headers = {}, body }: Message): Promise<Answer> {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
    const length = text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
    const sent = request(`${this.#url}${path}`, { agent: this.#agent, method: method.toUpperCase(), headers: { ...length, ...headers } })
    sent.end(text)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    let received = ''
    for await (const part of response.setEncoding('utf8')) received += part
    // An HTTP answer has a status, and its headers come in pairs.
    return { status: response.statusCode!, headers: headersOf(response), body: bodyOf(received, response.headers['content-type']) }
  }

  /** Ends it. */
  close(): void {
    this.#agent.destroy()
  }
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index]!, rawHeaders[index + 1]!)
  return headers
}

function bodyOf(text: string, contentType = ''): unknown {
  if (text === '') return undefined
  return contentType.startsWith('application/json') ? JSON.parse(text) : text
}
