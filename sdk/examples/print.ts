import { isApiError } from 'ehealth-auth-sdk'

let steps = 0

/** Begins a chapter. */
export function chapter(title: string): void {
  console.log(`\n${title}\n${'='.repeat(title.length)}`)
}

/** Says what the next call is for. */
export function step(text: string): void {
  console.log(`\n${++steps}. ${text}`)
}

/** Says what came of it. */
export function result(text: string): void {
  console.log(`   → ${text}`)
}

/** Enough of a secret to see that it is another one. */
export function short(secret: string): string {
  return `${secret.slice(0, 8)}…`
}

/** The end of a token in a form for people; the service gives Unix seconds. */
export function until(expiresAt: number): string {
  return `until ${new Date(expiresAt * 1000).toISOString()}`
}

/**
 * Shows how the service refuses a call.
 *
 * @throws Error when the service does not refuse it.
 */
export async function refused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error === undefined) throw new Error('the service accepted what it had to refuse')
  if (!isApiError(error)) throw error
  result(`refused: ${error.status} ${error.code} "${error.message}"`)
}
