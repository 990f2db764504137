import { appendFileSync, closeSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exchange } from './exchange.ts'

/** Names the file to the workers of a run. */
export const variable = 'TRAFFIC_FILE'

/** Where the workers record the traffic of this run. */
export const trafficFile = join(tmpdir(), `ehealth-auth-traffic-${process.pid}`)

/** Removes what was recorded. */
export const forgetTraffic = (): void => rmSync(trafficFile, { force: true })

/** Records an exchange, when the run records any. */
export function record(exchange: Exchange): void {
  const file = process.env[variable]
  // The workers append to the same file, each a whole line at a time.
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(exchange)}\n`)
}

/**
 * Reads what was recorded, one exchange after the other, because all of them together are large.
 *
 * @throws Error where nothing was recorded: these tests are about the traffic of all others.
 */
export function* recordedTraffic(file = process.env[variable] ?? ''): Generator<Exchange> {
  const descriptor = openRecord(file)
  const chunk = Buffer.alloc(1 << 20)
  let rest = Buffer.alloc(0)
  for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
    const lines = Buffer.concat([rest, chunk.subarray(0, length)])
    let start = 0
    for (let end = lines.indexOf('\n'); end !== -1; end = lines.indexOf('\n', start)) {
      // Only `record` writes into the file.
      yield JSON.parse(lines.toString('utf8', start, end)) as Exchange
      start = end + 1
    }
    rest = lines.subarray(start)
  }
  closeSync(descriptor)
}

function openRecord(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    throw new Error('no traffic was recorded: run all tests with npm test', { cause })
  }
}
