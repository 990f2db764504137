import { readSettings } from '../../config.ts'
import { section, table } from './html.ts'

const settings = readSettings([], {})

const rows: [string, string, string][] = [
  ['One-time code', `${duration(settings.codeLifetimeSeconds)}, or until it is exchanged`, 'AUTH_CODE_GRANT_LIFETIME'],
  ['Access token', `${duration(settings.accessTokenLifetimeSeconds)}, or until the log-out`, 'AUTH_ACCESS_TOKEN_LIFETIME'],
  ['Refresh token', `${duration(settings.refreshTokenLifetimeSeconds)}, or until the log-out`, 'AUTH_REFRESH_TOKEN_LIFETIME'],
]

/** How long what the service gives is good for. */
export function lifetimesSection(): string {
  return section(
    'lifetimes',
    'What lives how long',
    table({
      heads: ['What', 'By default', 'Setting'],
      rows: [
        ...rows.map(([what, lifetime, setting]) => [what, lifetime, `<code>${setting}</code>`]),
        ['Secret', 'until its connection gets another or is deleted', 'none'],
      ],
    }),
    '<p>Tokens end at once when their user is blocked or takes the approval back. Values are random and kept as hashes: no list shows them.</p>',
  )
}

/** In the largest unit that goes without a remainder. */
function duration(seconds: number): string {
  const units: [string, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]]
  const [unit, size] = units.find(([, candidate]) => seconds % candidate === 0) ?? ['second', 1]
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
