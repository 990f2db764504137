import type { Contract } from './contract.ts'
import { header } from './write.ts'

/** How long an idempotency key may be. That it is visible ASCII, the SDK asks of all that travels in a header. */
export function idempotencyKeyFile({ document }: Contract): string {
  const { maxLength } = document.components?.schemas?.['IdempotencyKey'] ?? {}
  return [header, '', '/** The most characters of an idempotency key. */', `export const maxKeyLength = ${maxLength};`, ''].join('\n')
}
