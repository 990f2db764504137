import { contract, contractOperations, type ContractOperation } from '../../contract.ts'
import { escapeHtml, phrase, section, table } from './html.ts'
import { linkTo } from './operation-link.ts'

interface TagGroup {
  name: string
  tags: string[]
}

/** Every operation, in the groups and under the tags of the contract. */
export function operationsSection(docs: string): string {
  // The extension that Redoc reads for its menu, which a rule of the linter knows.
  const { 'x-tagGroups': groups = [] } = contract as { 'x-tagGroups'?: TagGroup[] }
  return section(
    'operations',
    `All ${contractOperations.length} operations`,
    ...groups.flatMap(({ name, tags }) => [`<h3>${escapeHtml(name)}</h3>`, ...tags.map((tag) => tagTable(tag, docs))]),
  )
}

function tagTable(name: string, docs: string): string {
  const { description = '' } = contract.tags?.find((tag) => tag.name === name) ?? {}
  const operations = contractOperations.filter(({ operation }) => operation.tags?.includes(name))
  return table({
    caption: `${name}: ${description}`,
    heads: ['Request', 'What it does', 'Scope'],
    rows: operations.map((operation) => [linkTo(operation, docs), summaryOf(operation), scopeOf(operation)]),
  })
}

function summaryOf({ operation: { summary = '', deprecated = false } }: ContractOperation): string {
  return `${phrase(summary)}${deprecated ? ' <span class="deprecated">deprecated</span>' : ''}`
}

/** The alternatives of an operation's security ask for the same scope. */
function scopeOf({ operation: { security = [] } }: ContractOperation): string {
  const [alternative = {}] = security
  if (Object.keys(alternative).length === 0) return 'no token'
  const scopes = Object.values(alternative).flat()
  return scopes.length === 0 ? 'any token' : scopes.map((scope) => `<code>${escapeHtml(scope)}</code>`).join(' ')
}
