import { contract } from '../../contract.ts'
import { errorTypeSchema } from '../../error-type-schema.ts'
import { phrase, section, table } from './html.ts'

/** Every error type, the statuses it comes with and what it means. */
export function errorsSection(): string {
  const { enum: types, ...about } = errorTypeSchema(contract)
  const rows = types.map((type) => {
    const early = about['x-before-operations'][type] === undefined ? '' : '; comes before a request reaches an operation, so none lists it'
    return [`<code>${type}</code>`, (about['x-statuses'][type] ?? []).join(', '), phrase(`${about['x-meanings'][type]}${early}`)]
  })
  return section(
    'errors',
    'Errors',
    '<p>A refusal is JSON, and <code>error.type</code> says to programs what went wrong.</p>',
    table({ caption: 'The values of error.type', heads: ['error.type', 'Status', 'Meaning'], rows }),
  )
}
