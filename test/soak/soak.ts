/**
 * `npm run soak`: minutes of mixed load on the real service, `-- --minutes N --connections N --engine postgres`. Every answer must
 * be the one that is expected and fit the contract, the log must have no error, and memory must not grow.
 */
import { onStop } from '../../server/on-stop.ts'
import { readOptions } from './options.ts'
import { run } from './run.ts'

const interrupted = new AbortController()
onStop(() => interrupted.abort())

try {
  const reasons = await run(readOptions(process.argv.slice(2)), interrupted.signal)
  for (const reason of reasons) console.error(reason)
  console.log(reasons.length > 0 ? 'failed' : interrupted.signal.aborted ? 'stopped early; nothing was wrong until then' : 'passed')
  process.exit(reasons.length > 0 ? 1 : 0)
} catch (error) {
  console.error(`soak cannot run: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
