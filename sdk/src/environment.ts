/** The names of the environment variables that options default to. */
type Variable = `EHEALTH_AUTH_${'URL' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'API_KEY' | 'CUSTOM_PSK'}`

interface WithEnvironment {
  process?: { env?: Record<string, string | undefined> }
}

/** What an environment variable holds; `undefined` when it is empty, and where there is no environment, as in browsers. */
export function fromEnvironment(name: Variable): string | undefined {
  // Every step may be missing, so this is safe in runtimes without `process`, which are why its types are not used here.
  return (globalThis as WithEnvironment).process?.env?.[name] || undefined
}
