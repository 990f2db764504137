import type { Settings } from './config.ts'
import { jobs } from './jobs/jobs.ts'

/** What the person who runs the service should know is open or off, each with the setting that changes it. */
export function notices(settings: Settings): string[] {
  const { metricsToken, rateLimitPerMinute, maxFailedAuthenticationsPerAddress, maxFailedAuthenticationsPerClient } = settings
  const open: [boolean, string, string][] = [
    [metricsToken === undefined, '/metrics is open to everybody', 'METRICS_TOKEN'],
    [rateLimitPerMinute === 0, 'requests of one address are not limited', 'RATE_LIMIT_MINUTE'],
    [maxFailedAuthenticationsPerAddress === 0, 'wrong credentials from one address are not limited', 'MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS'],
    [maxFailedAuthenticationsPerClient === 0, 'wrong credentials for one client are not limited', 'MAX_FAILED_AUTHENTICATIONS_PER_CLIENT'],
    ...jobs.map(({ name, schedule }): [boolean, string, string] => [
      schedule(settings) === undefined,
      `the job ${name} is off`,
      `${name.toUpperCase()}_SCHEDULE`,
    ]),
  ]
  return open.flatMap(([applies, text, setting]) => (applies ? [`${text} (${setting})`] : []))
}
