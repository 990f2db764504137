/**
 * `npm run build`: the package for ESM and for CommonJS with the contract that it is made from, below `sdk/dist`. What does not
 * compile leaves an earlier build where it is.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const target = join(import.meta.dirname, 'dist')
const bundle = join(import.meta.dirname, '../openapi/dist/openapi.json')
const typescript = join(dirname(fileURLToPath(import.meta.resolve('typescript'))), 'tsc.js')

/** Tells whether it compiles; if not, the compiler has said why. */
async function compile(config: string, directory: string): Promise<boolean> {
  const options = ['--project', join(import.meta.dirname, config), '--outDir', directory]
  const [code] = await once(spawn(process.execPath, [typescript, ...options], { stdio: 'inherit' }), 'close')
  return code === 0
}

// Aside and then renamed, so that nothing of an earlier build is left, and nobody reads half of this one.
const aside = `${target}-${process.pid}`
const compiled = await Promise.all([compile('tsconfig.json', join(aside, 'esm')), compile('tsconfig.cjs.json', join(aside, 'cjs'))])
if (compiled.includes(false)) {
  await rm(aside, { recursive: true, force: true })
  process.exitCode = 1
} else {
  // The package's own `type` is "module"; without this Node would read the second build as the first.
  await writeFile(join(aside, 'cjs/package.json'), '{ "type": "commonjs" }\n')
  // Without the indentation, which is two fifths of it.
  await writeFile(join(aside, 'openapi.json'), JSON.stringify(JSON.parse(await readFile(bundle, 'utf8'))))
  await rm(target, { recursive: true, force: true })
  await rename(aside, target)
}
