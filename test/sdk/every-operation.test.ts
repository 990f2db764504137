import type { IncomingHttpHeaders } from 'node:http'
import { json } from 'node:stream/consumers'
import { EHealthAuth } from 'ehealth-auth-sdk'
import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import { type ContractOperation, contractOperations, parametersOf, resolve } from '../../server/contract.ts'
import { contractExamples } from '../contract/examples-of.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { startStub } from './stub-server.ts'

interface Sent {
  line: string
  headers: IncomingHttpHeaders
  body: unknown
}

const examples = contractExamples()

interface GeneratorHints {
  'x-sdk-method'?: string
  'x-idempotent'?: boolean
}

/** Values that a request must carry as they are, although a path, a query or a list could end with them. */
const segmentOf = (name: string) => `${name}/ї?#`
const samples: Record<string, unknown> = { string: 'a&b=c, ї', integer: 2, boolean: true, array: ['a&b', 'c d'] }

const encode = (value: unknown): string =>
  Array.isArray(value) ? value.map(encode).join(',') : encodeURIComponent(String(value))

/** What the contract says about a call of the operation, and the arguments for it. */
function describeCall(contractOperation: ContractOperation) {
  const { id, path, method, operation } = contractOperation
  const parameters = parametersOf(contractOperation)
  const named = (place: string) => parameters.filter((parameter) => parameter.in === place)
  const sampleOf = ({ name, schema = {} }: OpenAPIV3_1.ParameterObject) =>
    [name, samples[String(resolve<OpenAPIV3_1.SchemaObject>(schema).type)]] as const

  const body = method === 'get' ? undefined : examples.find(({ operationId, status }) => operationId === id && status === undefined)?.value
  const query = Object.fromEntries(named('query').map(sampleOf))
  // The idempotency key is an option of every call.
  const headers = named('header').some(({ name }) => name !== 'X-Idempotency-Key') ? { apiKey: 'header-key' } : undefined
  const success = examples.find(({ operationId, status = 0 }) => operationId === id && status >= 200 && status < 300)
  const security = operation.security ?? []
  const asksFor = (scheme: string) => security.some((alternative) => scheme in alternative)
  const segments = named('path').map(({ name }) => segmentOf(name))

  // What the contract says to the generator; the linter asks for it on every operation.
  const { 'x-sdk-method': sdkMethod = '', 'x-idempotent': idempotent = ['get', 'put', 'delete'].includes(method) } = operation as GeneratorHints

  return {
    sdkMethod,
    idempotent,
    segments,
    names: named('path').map(({ name }) => name),
    parameters: [
      ...segments,
      ...(body === undefined ? [] : [contentOf(body)]),
      ...(named('query').length > 0 ? [query] : []),
      ...(headers ? [headers] : []),
    ],
    needed: [
      ...segments,
      ...(body !== undefined && resolve<OpenAPIV3_1.RequestBodyObject>(operation.requestBody!).required ? [contentOf(body)] : []),
      ...(named('query').some(({ required }) => required) ? [query] : []),
    ],
    body,
    target: path.replace(/\{(\w+)\}/g, (_, name: string) => encode(segmentOf(name))),
    query: Object.entries(query).map(([name, value]) => `${name}=${encode(value)}`).join('&'),
    authorization: security.some((alternative) => tokensAskedFor(alternative).length > 0) ? 'Bearer token' : undefined,
    apiKey: headers?.apiKey ?? (asksFor('apiKey') ? 'key' : undefined),
    status: success?.status ?? 204,
    answer: success?.value,
  }
}

/** What the wrapper holds; a body that is no wrapper is the content itself. */
function contentOf(body: unknown): unknown {
  const [content, ...others] = Object.values(body as Record<string, unknown>)
  return others.length === 0 && typeof content === 'object' ? content : body
}

type Methods = Record<string, Record<string, (...parameters: unknown[]) => Promise<unknown>>>

/** Calls the method of an operation by its name; which arguments it takes is what these tests find out. */
function call(auth: EHealthAuth, sdkMethod: string, parameters: unknown[]): Promise<unknown> {
  const [resource = '', name = ''] = sdkMethod.split('.')
  return (auth as unknown as Methods)[resource]![name]!(...parameters)
}

async function recorded(status: number, answer: unknown): Promise<{ auth: EHealthAuth; sent: Sent[] }> {
  const sent: Sent[] = []
  const baseUrl = await startStub(async (request, response) => {
    const body = request.headers['content-type'] === undefined ? undefined : await json(request)
    sent.push({ line: `${request.method} ${request.url}`, headers: request.headers, body })
    response.writeHead(status).end(answer === undefined ? undefined : JSON.stringify(answer))
  })
  return { auth: new EHealthAuth({ baseUrl, accessToken: 'token', apiKey: 'key', customPsk: 'psk' }), sent }
}

describe.each(contractOperations.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const { sdkMethod, idempotent, segments, names, parameters, needed, body, target, query, authorization, apiKey, status, answer } = describeCall(operation)
  const method = operation.method.toUpperCase()

  it('sends what the contract says and gives the whole answer', async () => {
    const { auth, sent } = await recorded(status, answer)
    expect(await call(auth, sdkMethod, parameters)).toEqual(answer)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ line: `${method} ${target}${query && `?${query}`}`, body })
    const { headers } = sent[0]!
    expect([headers.authorization, headers['api-key'], headers['x-custom-psk'], headers['content-type']]).toEqual([
      authorization, apiKey, 'psk', body === undefined ? undefined : 'application/json',
    ])
    expect('x-idempotency-key' in headers).toBe(!idempotent)
  })

  it('sends nothing for an argument that is left out', async () => {
    const { auth, sent } = await recorded(status, answer)
    await call(auth, sdkMethod, needed)
    const needsQuery = needed.length > segments.length && body === undefined
    expect(sent[0]?.line).toBe(`${method} ${target}${needsQuery ? `?${query}` : ''}`)
    expect(sent[0]?.body).toEqual(needed.length > segments.length && !needsQuery ? body : undefined)
  })

  it.each(names)('names the parameter %s when it cannot be in a path', async (name) => {
    const { auth, sent } = await recorded(status, answer)
    const camelCase = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    const wrong = parameters.map((parameter) => (parameter === segmentOf(name) ? '..' : parameter))
    await expect(call(auth, sdkMethod, wrong)).rejects.toThrow(`"${camelCase}" must be`)
    expect(sent).toEqual([])
  })
})
