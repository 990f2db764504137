import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contract, resolve } from '../../server/contract.ts'
import { runRedocly } from '../fixtures/run-redocly.ts'

/** Where traffic and contract disagree. */
export interface Drift {
  /** How many requests were looked at, each with its answer. */
  exchangeCount: number
  /** Those for which the contract has an operation. */
  documentedCount: number
  /** What is wrong, each once, with its operation. */
  findings: string[]
}

interface Report {
  run: { totalExchanges: number; documentedExchanges: number }
  problems: { operationId?: string; message: string }[]
}

const rules = ['undocumented-endpoint', 'schema-consistency', 'security-baseline', 'owasp-api-top10']

/** The headers that security schemes name. Redocly looks for headers among the parameters only. */
const keyHeaders = Object.values(contract.components?.securitySchemes ?? {}).flatMap((scheme) => {
  const resolved = resolve(scheme)
  return resolved.type === 'apiKey' && resolved.in === 'header' ? [resolved.name] : []
})

/**
 * Holds the traffic in a folder, which was with this server, against the contract.
 * @throws when Redocly does not get as far as to compare them
 */
export async function findDrift(trafficFolder: string, server: { url: string }): Promise<Drift> {
  const report = join(trafficFolder, '..', 'drift.json')
  const { output } = await runRedocly([
    ...['drift', trafficFolder, '--api', 'openapi/dist/openapi.json', '--server', server.url, '--rules', rules.join(',')],
    ...['--ignore-headers', keyHeaders.join(','), '--format', 'json', '--output', report],
  ])
  if (!existsSync(report)) throw new Error(output)
  // The report is Redocly's own.
  const { run, problems } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const findings = new Set(problems.map(({ operationId, message }) => `${operationId ?? 'no operation'}: ${message}`))
  return { exchangeCount: run.totalExchanges, documentedCount: run.documentedExchanges, findings: [...findings].toSorted() }
}
