import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What `npm run docs` writes, in a folder of its own. */
export interface OfflineFiles {
  /** Begins the URLs of the files. */
  folder: string
  /** The URL of the API reference. */
  docs: string
  /** The URL of the overview. */
  overview: string
  remove(): void
}

/** Writes the files as users do. */
export function buildOfflineFiles(): OfflineFiles {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'))
  execFileSync(process.execPath, [fileURLToPath(new URL('../../server/web/build-docs.ts', import.meta.url)), join(folder, 'docs.html')])
  const urlOf = (name: string) => pathToFileURL(join(folder, name)).href
  return {
    folder: `${pathToFileURL(folder).href}/`,
    docs: urlOf('docs.html'),
    overview: urlOf('overview.html'),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
