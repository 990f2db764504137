/**
 * Lets through what can be a segment of a path. The empty text, `.` and `..` would make another path, and a lone surrogate
 * cannot be encoded.
 *
 * @throws TypeError for everything else.
 */
export function checkSegment(name: string, value: string | undefined): string {
  if (typeof value !== 'string' || /^\.{0,2}$|\p{Cs}/u.test(value)) {
    throw new TypeError(`"${name}" must be a non-empty string of well-formed text, and not "." or ".."`)
  }
  return value
}
