import type { Settings } from './config.ts'
import { exampleValue } from './contract.ts'
import { databaseName } from './store/database-url.ts'

/** What a person reads when the process has started. */
export function welcome(url: string, settings: Settings, seeded: string | undefined): string {
  const lines = [`ehealth-auth (${settings.mode}) listens on ${url}, database ${databaseName(settings.databaseUrl)}`]
  if (settings.mode === 'production') return lines.join('\n')
  lines.push(seeded === undefined ? 'The database keeps its data; delete it to start over.' : `Loaded ${seeded}`)
  lines.push(`Overview: ${url}/   Reference: ${url}/docs   Contract: ${url}/openapi.json`)
  if (settings.fixtures === undefined) lines.push('', ...examples(url))
  return lines.join('\n')
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
