import { describe, expect, it } from 'vitest'
import { parentsFirst } from '../../server/migrate-data/parents-first.ts'
import { readSides } from '../../server/migrate-data/read-sides.ts'

describe('the options', () => {
  const [file, database] = ['sqlite:data/ehealth-auth.db', 'postgres://user:password@host:5432/name']
  const rule = `must be "sqlite:" and a file, such as ${file}, or a database of PostgreSQL, such as ${database}`
  const postgres = 'postgres://user:hunter2@host/name'

  it.each([
    [[], `--from ${rule}`],
    [['--from', postgres], `--to ${rule}`],
    [['--from', 'mysql://root:hunter2@db/auth', '--to', postgres], `--from ${rule}`],
    [['--from', postgres, '--to', 'sqlite::memory:'], `--to ${rule}`],
    [['--from', postgres, '--to', 'postgres://other:hunter3@host/name'], 'both --from and --to are postgres://host/name'],
    [['--from', 'sqlite:README.md', '--to', 'sqlite:./server/../README.md'], 'both --from and --to are ./server/../README.md'],
    [['--from', 'sqlite:data/typo.db', '--to', postgres], 'there is no file data/typo.db'],
    [['--form', postgres], expect.stringContaining("Unknown option '--form'")],
  ])('%j are refused', (args, message) => {
    expect(() => readSides(args)).toThrow(expect.objectContaining({ name: 'StartError', message }))
  })
})

it('tables come after those that they refer to, and a circle is refused', () => {
  const [one, two, three] = [{ name: 'one', parents: ['three', 'two'] }, { name: 'two', parents: ['three'] }, { name: 'three', parents: [] }]
  expect(parentsFirst([one, two, three])).toEqual([three, two, one])
  expect(() => parentsFirst([one, two, { name: 'three', parents: ['one'] }])).toThrow('no order of tables suits the foreign keys of one, two, three')
})
