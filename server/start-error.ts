/** Why the process cannot start, in words for the person who starts it: what is wrong, and the rule. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
