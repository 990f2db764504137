const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Tells whether the text is a UUID, in either case. */
export function isUuid(text: string): boolean {
  return uuid.test(text)
}
