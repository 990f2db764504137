import { expect, it } from 'vitest'
import { sdkEntries } from './entries.ts'
import { readSurface } from './read-surface.ts'

const surfaces = sdkEntries.map(({ name, types }) => ({ name, ...readSurface(types) }))

it('the public surface is the recorded one, so that a change is seen in review', async () => {
  const listings = surfaces.map(({ name, listing }) => `# ${name}\n\n${listing}\n`)
  await expect(listings.join('\n')).toMatchFileSnapshot('surface.txt')
})

it.each(surfaces)('a comment explains everything in $name', ({ undocumented }) => {
  expect(undocumented).toEqual([])
})
