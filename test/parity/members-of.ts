import { isObject } from '../../server/is-object.ts'

/** What these hold depends on the row. */
const settings = ['settings', 'priv_settings']

/**
 * The names of the members of a success, by their path: those of `data` or of each of its items, of the objects in there, and of
 * what stands beside `data`. Lists further in are not looked into, because they can be empty.
 */
export function membersOf(body: unknown): string[] {
  if (!isObject(body)) return []
  const { meta: _meta, data, ...others } = body
  const inData = Array.isArray(data) ? data.flatMap(pathsIn) : pathsIn(data)
  return [...new Set([...inData.map((path) => `data.${path}`), ...pathsIn(others)])].toSorted()
}

function pathsIn(value: unknown): string[] {
  if (!isObject(value) || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const inMember = settings.includes(name) ? [] : pathsIn(member)
    return [name, ...inMember.map((path) => `${name}.${path}`)]
  })
}
