/**
 * HTTP around the engine. Prism's own server is not used, because it never answers a body that is not JSON: it waits for
 * the end of a request that has already ended.
 */
import { ProblemJsonError, type IHttpRequest } from '@stoplight/prism-http'
import { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js'
import express, { type Request, type RequestHandler } from 'express'
import type { RequestListener } from 'node:http'
import { parse as parseQuery } from 'node:querystring'
import { bareContentType, readJsonBody } from '../../server/http/json-body.ts'
import { echoKey } from './echo-key.ts'
import { answerOutside } from './outside.ts'
import type { Engine, Question } from './prism.ts'
import { violationsHeader } from './violations.ts'

interface Answer {
  status: number
  headers: Record<string, string>
  body: unknown
}

const notAcceptable = { code: 406 }
/** By its status, the answer to a body that could not be read. */
const unreadable: Record<number, Question['preference']> = { 400: { code: 400, exampleKey: 'malformedJson' }, 413: { code: 413 }, 415: { code: 415 } }

/** Answers from the engine, to pages of every origin, like Prism's own server. */
export function createListener(engine: Engine): RequestListener {
  return express()
    .disable('x-powered-by')
    .use(allowEveryOrigin, readJsonBody, bareContentType, async function answerFromContract(incoming, response) {
      const { status, headers, body } = await answer(engine, incoming).catch(
        (error: unknown) => answerOutside(error, incoming) ?? problem(error),
      )
      response.statusCode = status
      response.setHeaders(new Map(Object.entries(headers)))
      // Prism names a type of what has no body, too.
      if (body === undefined) response.removeHeader('Content-Type')
      response.end(JSON.stringify(echoKey(response, body)))
    })
}

async function answer(engine: Engine, incoming: Request): Promise<Answer> {
  const request = readRequest(incoming)
  if (incoming.accepts('json') === false) return ask(engine, { request, preference: notAcceptable, checked: 'nothing' })
  // The reader of the body leaves errors of HTTP there.
  const fault = incoming.res!.locals.bodyFault as { status: number } | undefined
  if (fault !== undefined) return ask(engine, { request, preference: unreadable[fault.status] ?? {}, checked: 'token' })

  const preference = getHttpConfigFromRequest(request)
  if (preference._tag === 'Left') throw preference.left
  return ask(engine, { request, preference: preference.right })
}

async function ask(engine: Engine, question: Question): Promise<Answer> {
  const result = await engine(question)
  if (result._tag === 'Left') throw result.left
  const { output, validations } = result.right
  return { status: output.statusCode, headers: { ...output.headers, ...violationsHeader(validations.input) }, body: output.body }
}

/** `Accept` is left out: it has been looked at, and where it is refused the answer is JSON all the same. */
function readRequest(incoming: Request): IHttpRequest {
  const { method, url, headers: { accept: _accept, ...headers } } = incoming
  const { pathname, search } = new URL(url, 'http://mock')
  // Real clients send one, and the server takes it.
  const path = pathname.replace(/(?<=.)\/$/, '')
  return {
    // The router compares it with the methods of the contract and refuses every other.
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path, query: parseQuery(search.slice(1)) as Record<string, string | string[]> },
    // Only `set-cookie` has several values, and no request carries it.
    headers: { ...headers, ...('transfer-encoding' in headers && inChunks) } as Record<string, string>,
    body: incoming.body as unknown,
  }
}

/** Without a length Prism does not look at the type. */
const inChunks = { 'content-length': '1' }

/** What Prism cannot do, such as an example that nobody knows, keeps its own form. */
function problem(error: unknown): Answer {
  const body = ProblemJsonError.toProblemJson(error instanceof Error ? error : new Error(String(error)))
  return { status: body.status, headers: { 'Content-Type': 'application/problem+json' }, body }
}

const allowEveryOrigin: RequestHandler = function allowEveryOrigin({ method, headers }, response, next) {
  response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '*')
  response.setHeader('Access-Control-Allow-Methods', headers['access-control-request-method'] ?? '*')
  response.setHeader('Access-Control-Expose-Headers', '*')
  if (method === 'OPTIONS') response.writeHead(204).end()
  else next()
}
