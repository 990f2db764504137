import type { Settings } from './config.ts'
import { exampleValue } from './contract.ts'
import { notices } from './notices.ts'
import type { Serving } from './serve.ts'
import { databaseName } from './store/database-url.ts'
import type { SchemaUpdate } from './store/migrate.ts'

/** What a person reads when the process has started. */
export function welcome({ url, schemaUpdate, seeded }: Serving, settings: Settings): string {
  const database = databaseName(settings.databaseUrl)
  const processes = settings.workers === 1 ? '' : `, ${settings.workers} processes`
  const lines = [`ehealth-auth (${settings.mode}) listens on ${url}, database ${database}${processes}`]
  const update = schemaText(schemaUpdate)
  if (update !== undefined) lines.push(`Database ${database}: ${update}`)
  if (seeded !== undefined) lines.push(`Loaded ${seeded}`)
  return [...lines, ...(settings.mode === 'production' ? productionLines(settings) : sandboxLines(url, settings, seeded))].join('\n')
}

function schemaText({ isNew, steps }: SchemaUpdate): string | undefined {
  if (steps.length === 0) return undefined
  return isNew ? 'made new' : `brought up to date (${steps.join(', ')})`
}

function productionLines(settings: Settings): string[] {
  const open = notices(settings)
  return open.length === 0 ? [] : ['Mind what is open or off:', ...open.map((text) => `- ${text}`)]
}

function sandboxLines(url: string, settings: Settings, seeded: string | undefined): string[] {
  return [
    ...(seeded === undefined ? ['The database keeps its data; delete it to start over.'] : []),
    `Overview: ${url}/   Reference: ${url}/docs   Contract: ${url}/openapi.json`,
    ...(settings.fixtures === undefined ? ['', ...examples(url)] : []),
  ]
}

function examples(url: string): string[] {
  return [
    'Refresh an access token:',
    `  curl -X POST ${url}/oauth/tokens -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify(exampleValue('refreshGrant'))}'`,
    '',
    'Refresh the secret of the pharmacy:',
    `  curl -X PATCH ${url}/admin/clients/df9f70ee-4b12-4740-b0f5-bb5aea116863/refresh_secret \\`,
    `    -H 'Authorization: Bearer pharmacy-owner-token' -H 'API-key: mis-001-api-key'`,
  ]
}
