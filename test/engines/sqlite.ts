import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fill, templateVariables } from '../fixtures/database.ts'
import { quickFolder } from '../fixtures/quick-folder.ts'

/** Makes the SQLite files that the databases of a run are copies of. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Several projects need them.
  if (process.env[templateVariables.sqlite] !== undefined) return undefined
  const folder = await mkdtemp(join(quickFolder, 'ehealth-auth-templates-'))
  for (const content of ['demo', 'empty'] as const) await fill(`sqlite:${join(folder, content)}`, content)
  process.env[templateVariables.sqlite] = folder
  return () => rm(folder, { recursive: true })
}
