/** The answer that a request asks the mock for. */
export interface Preference {
  status: number | undefined
  example: string | undefined
}

/** Reads the header `Prefer` (RFC 7240) as Prism does: `code=401, example=expiredRefreshToken`. The rest is ignored. */
export function readPreference(headers: Headers): Preference {
  const preferences = new Map<string, string>()
  for (const part of (headers.get('Prefer') ?? '').split(',')) {
    const [name = '', value = ''] = part.replace(/;.*/s, '').split('=').map((text) => text.trim())
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'))
  }
  const code = preferences.get('code')
  return { status: code === undefined ? undefined : Number(code), example: preferences.get('example') }
}
