import type { SampleRequest } from './sample-request.ts'
import { shellQuoted } from './shell-quoted.ts'

/** The command that sends a request, to be pasted into a shell. */
export function curlSource({ operation: { method, path }, ...request }: SampleRequest): string {
  const values = new Map(request.path)
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(values.get(name)))
  const query = request.query.map(([name, value]) => `${name}=${encode(value)}`).join('&')
  const methodOption = method === 'get' && request.body === undefined ? [] : [`-X ${method.toUpperCase()}`]
  const options = headersOf(request).map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`)
  if (request.body !== undefined) options.push(`-d ${shellQuoted(JSON.stringify(request.body, null, 2))}`)
  const first = ['curl', ...methodOption, word(`${request.baseUrl}${target}${query && `?${query}`}`)].join(' ')
  return [first, ...options].join(' \\\n  ')
}

function headersOf({ caller: { accessToken, apiKey }, headers, body }: Omit<SampleRequest, 'operation'>): [string, unknown][] {
  const all: [string, unknown][] = [
    ['Authorization', accessToken === undefined ? undefined : `Bearer ${accessToken}`],
    ['API-key', apiKey],
    ...headers,
    ['Content-Type', body === undefined ? undefined : 'application/json'],
  ]
  return all.filter(([, value]) => value !== undefined)
}

const encode = (value: unknown): string => (Array.isArray(value) ? value.map(encode).join(',') : encodeURIComponent(String(value)))

/** Left as it is where no shell reads anything into it. */
const word = (text: string): string => (/^[\w:/.-]+$/.test(text) ? text : shellQuoted(text))
