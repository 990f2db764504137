/** The steps of a JSON Pointer (RFC 6901), without the part before its first slash. */
export function pointerSteps(pointer: string): string[] {
  const [, ...steps] = pointer.split('/')
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
