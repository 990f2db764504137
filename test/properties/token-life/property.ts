import fc from 'fast-check'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { commandsOf } from './commands.ts'
import { TokenLife } from './model.ts'
import { Reality } from './reality.ts'
import type { Seen } from './step.ts'

/** In whatever order tokens are issued and ended, the service answers what the model foretells. */
export function tokenLifeProperty(sandbox: Sandbox, seen: Seen): fc.IAsyncProperty<[unknown]> {
  const series = fc.array(commandsOf(seen), { maxLength: 30, size: 'max' })
  return fc.asyncProperty(series, async (commands) => {
    sandbox.restore()
    const [model, reality] = [new TokenLife(), new Reality(sandbox)]
    for (const command of commands) {
      if (command.check(model)) await command.run(model, reality)
    }
  })
}
