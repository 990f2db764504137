import type { Consumer } from './consumer.js'
import type { GuardedRequest } from './middleware.js'

/** Takes away, in each form in which Node gives headers, what only the gatekeeper may say. */
export function removeConsumerHeaders({ headers, headersDistinct = {}, rawHeaders = [] }: GuardedRequest): void {
  for (const all of [headers, headersDistinct]) {
    for (const name of Object.keys(all)) if (isConsumerHeader(name)) delete all[name]
  }
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (isConsumerHeader(rawHeaders[index]!)) rawHeaders.splice(index, 2)
  }
}

/** Says for whom the request is made. */
export function setConsumerHeaders(request: GuardedRequest, { userId, personId, scope, metadata }: Consumer): void {
  const consumer = {
    'x-consumer-id': userId,
    'x-consumer-scope': scope,
    'x-consumer-metadata': inAscii(metadata),
    ...(personId === '' ? {} : { 'x-person-id': personId }),
  }
  for (const [name, value] of Object.entries(consumer)) {
    request.headers[name] = value
    if (request.headersDistinct !== undefined) request.headersDistinct[name] = [value]
    request.rawHeaders?.push(name, value)
  }
}

/** Some programs behind the gatekeeper take `_` for `-`. */
const isConsumerHeader = (name: string): boolean => /^x[-_](consumer[-_]|person[-_]id$)/i.test(name)

/** JSON that can travel in a header wherever the request goes on to. */
const inAscii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
