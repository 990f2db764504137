/** House rules that Redocly's own rules and assertions cannot say. */

const has = (schema, type) => [schema.type].flat().includes(type)
const lacks = (schema, keys) => keys.every((key) => schema[key] === undefined)

const schemaRule = (isBroken, message) => () => ({
  Schema: {
    enter(schema, { report, location }) {
      if (isBroken(schema)) report({ message, location })
    },
  },
})

const isParameter = (segment) => segment.startsWith('{')

/** Tells whether a request can meet two paths, each as its segments; where `[]` is a UUID and never a fixed text. */
const canBeTheSame = (one, other) =>
  one.length === other.length &&
  one.every((segment, index) => {
    const opposite = other[index]
    if (isParameter(segment) || isParameter(opposite)) return true
    return segment === opposite
  })

/**
 * Redocly's `no-ambiguous-paths` does not see that a parameter which is a UUID is never the fixed text of another path. Looks at
 * all paths at once, because an item that several of them refer to is visited only once.
 */
const pathsAreUnambiguous = () => ({
  Paths(paths, { report, location, resolve }) {
    const known = []
    for (const [path, item] of Object.entries(paths)) {
      const uuids = uuidsOf({ part: item, file: location.source.absoluteRef }, resolve)
      const segments = path.split('/').map((segment) => (uuids.includes(segment) ? '[]' : segment))
      for (const earlier of known) {
        if (canBeTheSame(earlier.segments, segments)) {
          report({ message: `"${path}" can be "${earlier.path}"`, location: location.child([path]).key() })
        }
      }
      known.push({ path, segments })
    }
  },
})

/** The parameters of a path item that are UUIDs, as they stand in its path. */
function uuidsOf(item, resolve) {
  const { part, file } = follow(item, resolve)
  return (part.parameters ?? [])
    .map((parameter) => follow({ part: parameter, file }, resolve))
    .filter((parameter) => follow({ ...parameter, part: parameter.part.schema }, resolve).part.format === 'uuid')
    .map((parameter) => `{${parameter.part.name}}`)
}

/** Follows a reference, which is relative to the file where it stands. */
function follow({ part, file }, resolve) {
  if (part.$ref === undefined) return { part, file }
  const { node, location } = resolve(part, file)
  return { part: node, file: location.source.absoluteRef }
}

export default () => ({
  id: 'house',
  rules: {
    oas3: {
      'paths-are-unambiguous': pathsAreUnambiguous,
      'strings-are-bounded': schemaRule(
        (schema) => has(schema, 'string') && lacks(schema, ['maxLength', 'enum', 'const']),
        'a string needs `maxLength`, `enum` or `const`',
      ),
      'numbers-have-a-range': schemaRule(
        (schema) => (has(schema, 'integer') || has(schema, 'number')) && (lacks(schema, ['minimum']) || lacks(schema, ['maximum'])),
        'a number needs `minimum` and `maximum`',
      ),
      'arrays-are-bounded': schemaRule(
        (schema) => has(schema, 'array') && lacks(schema, ['maxItems']),
        'an array needs `maxItems`',
      ),
      'objects-are-described': schemaRule(
        (schema) => has(schema, 'object') && lacks(schema, ['description']),
        'an object needs a `description`',
      ),
    },
  },
})
