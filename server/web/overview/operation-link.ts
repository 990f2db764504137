import type { ContractOperation } from '../../contract.ts'
import { escapeHtml } from './html.ts'

/** Where Redoc shows an operation, on the page at `docs`. */
function placeOf({ id, operation }: ContractOperation, docs: string): string {
  const [tag = ''] = operation.tags ?? []
  return `${docs}#/${tag.toLowerCase().replaceAll(' ', '-')}/${id.toLowerCase()}`
}

/** The request line of an operation, leading to its reference. */
export function linkTo(operation: ContractOperation, docs: string): string {
  const { method, path } = operation
  const name = `<span class="method ${method}">${method.toUpperCase()}</span> ${escapeHtml(path)}`
  return `<a class="operation" href="${placeOf(operation, docs)}">${name}</a>`
}
