import { randomUUIDv7 } from 'node:crypto'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { failures, type Failure } from '../failure.ts'
import { envelope, everywhere } from './envelope.ts'

/** What Node's HTTP parser says of bytes it gives up on. */
interface ParserError extends Error {
  code?: string
  rawPacket?: Buffer
}

interface Circumstances {
  /** The last answer that the connection waits for, to a request that came whole. */
  unanswered: ServerResponse | undefined
  logger: Logger
}

/**
 * Answers what never became a request, because Node's parser refused it: headers over its limit of 16 KB, bytes that are
 * no HTTP, or that came too slowly. The answer is the usual envelope, written by hand, and the connection ends. Where an
 * earlier request of the connection still waits for its answer, that one is given instead: it may carry a secret.
 */
export function answerClientError(error: ParserError, socket: Duplex, { unanswered, logger }: Circumstances): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  if (unanswered !== undefined) {
    unanswered.once('close', () => socket.end())
    return
  }
  const failure = failureOf(error.code)
  const requestId = randomUUIDv7()
  const { status, detail } = failure
  const about = { code: status, url: urlOf(error.rawPacket), request_id: requestId }
  const body = JSON.stringify(envelope(about, { error: detail }))
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(everywhere).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  logger.info({ request_id: requestId, status, error_type: detail.type }, 'answered')
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

function failureOf(code: string | undefined): Failure {
  if (code === 'HPE_HEADER_OVERFLOW') return failures.headersTooLarge()
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return failures.requestTimeout()
  return failures.malformed()
}

/** The path is in the bytes when they begin with the request line; the host may never have come. */
function urlOf(packet: Buffer | undefined): string {
  const target = /^[A-Z]+ (\/[^\s?]*)/.exec(packet?.toString('latin1', 0, 2048) ?? '')?.[1]
  return `http://localhost${target ?? '/'}`
}
