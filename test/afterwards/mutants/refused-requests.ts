import type { OpenAPIV3_1 } from 'openapi-types'
import type { ContractOperation, OperationId } from '../../../server/contract.ts'
import { operationNamed } from '../../fixtures/operation-named.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import { judgesOf, type Sent } from './request-judge.ts'

/** A request that was refused, and the fields that the contract finds fault with. */
export interface Refused {
  sent: Sent
  faults: string
}

/** The requests that a person wrote down as refused for their form, by operation, each once. */
export function refusedRequests(exchanges: Exchange[], contract: OpenAPIV3_1.Document): Map<OperationId, Refused[]> {
  const judgeOf = judgesOf(contract)
  const written = exchanges.filter(({ origin, answer }) => origin === 'written' && [400, 415, 422].includes(answer.status))
  return new Map(
    [...Map.groupBy(written, ({ operationId }) => operationId)].map(([id, own]) => {
      const operation = operationNamed(id)
      const judge = judgeOf(operation)
      const requests = new Map(own.map(({ request }) => [`${request.target} ${request.body}`, request]))
      const refused = [...requests.values()].flatMap((request) => {
        const sent = sentIn(request, operation)
        const faults = sent === undefined ? '' : judge(sent)
        return sent === undefined || faults === '' ? [] : [{ sent, faults }]
      })
      return [id, refused]
    }),
  )
}

/** Undefined for what no schema describes: a body that is not JSON, and a path that cannot be decoded. */
function sentIn({ target, body }: Exchange['request'], { path: template }: ContractOperation): Sent | undefined {
  const { pathname, searchParams } = new URL(target, 'http://recorded')
  const segments = pathname.split('/')
  const places = template.split('/').flatMap((name, index) => (name.startsWith('{') ? [{ name: name.slice(1, -1), value: segments[index] ?? '' }] : []))
  try {
    const path = Object.fromEntries(places.map(({ name, value }) => [name, decodeURIComponent(value)]))
    const query = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, valueOf(searchParams.getAll(name))]))
    return { body: body === '' ? undefined : JSON.parse(body), parameters: { path, query } }
  } catch {
    return undefined
  }
}

const valueOf = (values: string[]) => (values.length === 1 ? values[0] : values)
