/**
 * `npm run bench`: the refresh grant against the floor, in turn in one run, because machines differ and are shared. Prints
 * ratios; the absolute figures beside them are this machine's, today.
 */
import autocannon from 'autocannon'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleValue } from '../../server/contract.ts'

const rounds = 5
const warmUpSeconds = 5
const secondsPerRound = 5
const connections = 32
const memoryRequests = 100_000

const folder = mkdtempSync(join(tmpdir(), 'ehealth-auth-bench-'))
const body = JSON.stringify(exampleValue('refreshGrant'))

interface Running {
  url: string
  startMs: number
  child: ChildProcess
}

async function start(program: string, args: string[], environment: Record<string, string> = {}): Promise<Running> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { promise, resolve } = Promise.withResolvers<string>()
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const url = /listens on (http:\S+[^\s,])/.exec(text)?.[1]
    if (url !== undefined) resolve(url)
  })
  const url = await promise
  // The log is read and thrown away from here on, so that the measuring has no work with it.
  child.stdout!.removeAllListeners('data').resume()
  return { url, startMs: performance.now() - startedAt, child }
}

async function load({ url }: Running, limit: { duration: number } | { amount: number }) {
  const result = await autocannon({
    url: `${url}/oauth/tokens`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    ...limit,
  })
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`)
  return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 }
}

const residentMiB = ({ child }: Running) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const floor = await start('floor.ts', [join(folder, 'floor.db')])
const server = await start('../../server/main.ts', [], { PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'server.db')}` })
try {
  console.log(`start-up to listening, demo data loaded: ${Math.round(server.startMs)} ms (floor ${Math.round(floor.startMs)} ms)`)
  const atRest = residentMiB(server)
  for (const running of [floor, server]) await load(running, { duration: warmUpSeconds })
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const base = await load(floor, { duration: secondsPerRound })
    const ours = await load(server, { duration: secondsPerRound })
    ratios.push(ours.perSecond / base.perSecond)
    console.log(
      `round ${round + 1}: ${Math.round(ours.perSecond)}/s, p50 ${ours.p50} ms, p99 ${ours.p99} ms; ` +
        `floor ${Math.round(base.perSecond)}/s, p50 ${base.p50} ms, p99 ${base.p99} ms; ratio ${ratios.at(-1)!.toFixed(2)}`,
    )
  }
  console.log(`throughput of the refresh grant: ${median(ratios).toFixed(2)} of the floor (median of ${rounds})`)
  await load(server, { amount: memoryRequests })
  console.log(`resident memory: ${atRest} MiB at rest, ${residentMiB(server)} MiB after ${memoryRequests} more refreshes`)
} finally {
  for (const { child } of [floor, server]) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
