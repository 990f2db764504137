import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isObject, parseJson } from '../json.js'
import type { TokenSet } from '../session/token-store.js'
import { hasCode } from './has-code.js'

/**
 * The tokens in a file, or `undefined` when there is no file or it holds `null`.
 *
 * @throws Error that names the file, and shows nothing of it, when it holds something else.
 */
export async function readTokens(file: string): Promise<TokenSet | undefined> {
  const tokens = parseJson(await readText(file))
  if (tokens === null) return undefined
  if (!isTokenSet(tokens)) throw new Error(`"${file}" must hold tokens; without it the user has to sign in again`)
  return tokens
}

/** Removes what processes left behind that were killed before they had the lock of the file. Only its holder may do this. */
export async function removeLeftovers(file: string): Promise<void> {
  const directory = dirname(file)
  const leftovers = (await readdir(directory)).filter((name) => name.startsWith(`${basename(file)}.lock.`))
  for (const name of leftovers) {
    // A process that is alive after all notices, and begins again; it may also be faster.
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => {})
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
