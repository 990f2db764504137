import { expect, it } from 'vitest'
import { sdkEntries } from './entries.ts'
import { listSurface } from './list-surface.ts'

it('the public surface is the recorded one, so that a change is seen in review', async () => {
  const surface = sdkEntries.map(({ name, types }) => `# ${name}\n\n${listSurface(types)}\n`)
  await expect(surface.join('\n')).toMatchFileSnapshot('surface.txt')
})
