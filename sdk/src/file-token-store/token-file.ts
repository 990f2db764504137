import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, parseJson } from '../json.js'
import type { TokenSet } from '../session/token-store.js'
import { hasCode } from './has-code.js'

/** The file holds something else than tokens. */
export class UnreadableFile extends Error {}

/**
 * The tokens in a file, or `undefined` when there is no file or it holds `null`.
 *
 * @throws UnreadableFile that names the file, and shows nothing of it, when it holds something else.
 */
export async function readTokens(file: string): Promise<TokenSet | undefined> {
  const tokens = parseJson(await readText(file))
  if (tokens === null) return undefined
  if (!isTokenSet(tokens)) throw new UnreadableFile(`"${file}" must hold tokens; without it the user has to sign in again`)
  return tokens
}

/** Nobody takes a lock for so long. */
const leftAfterMs = 3_600_000

/** Removes what processes left behind that were killed when they were about to take a lock. */
export async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names.filter((name) => /^[0-9a-f]{64}\.json\.lock\..+/.test(name))) {
    const path = join(directory, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    // A process that is alive after all notices, and begins again; it may also be faster.
    if (mtimeMs < Date.now() - leftAfterMs) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'null'
    throw error
  }
}

function isTokenSet(value: unknown): value is TokenSet {
  if (!isObject(value)) return false
  const { accessToken, refreshToken, scope, expiresAt, refreshAt } = value
  const areTexts = [accessToken, refreshToken, scope].every((text) => text === undefined || typeof text === 'string')
  return areTexts && typeof expiresAt === 'number' && typeof refreshAt === 'number'
}
