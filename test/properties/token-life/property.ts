import fc from 'fast-check'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { commandsOf, type Seen } from './commands.ts'
import { TokenLife } from './model.ts'
import { Reality } from './reality.ts'

/** In whatever order tokens are issued and ended, the service answers what the model foretells. */
export function tokenLifeProperty(sandbox: Sandbox, seen: Seen): fc.IAsyncProperty<[unknown]> {
  // Series that fast-check makes of commands itself are too short to lead far.
  const series = fc.array(commandsOf(seen), { minLength: 15, maxLength: 30 })
  return fc.asyncProperty(series, async (commands) => {
    sandbox.restore()
    const [model, reality] = [new TokenLife(), new Reality(sandbox)]
    for (const command of commands) {
      if (command.check(model)) await command.run(model, reality)
    }
  })
}
