import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What programs import. */
export interface Entry {
  name: string
  /** Its declarations for ESM. */
  types: string
}

interface Manifest {
  exports: Record<string, { import: { types: string } } | string>
}

const sdk = join(import.meta.dirname, '../../sdk')

// The tests of the package find out whether the file is as it should be.
const { exports } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as Manifest

/** The package and its subpaths. */
export const sdkEntries: Entry[] = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === 'string' ? [] : { name: `ehealth-auth-sdk${subpath.slice(1)}`, types: join(sdk, target.import.types) },
)
