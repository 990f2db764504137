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

/** Redocly's `no-ambiguous-paths` does not see that a parameter which is a UUID is never the fixed text of another path. */
const pathsAreUnambiguous = () => {
  const paths = []
  return {
    PathItem(item, { key, report, location, resolve }) {
      const uuids = new Set()
      for (const reference of item.parameters ?? []) {
        const { node: parameter, location: place } = resolve(reference)
        const { node: schema } = resolve(parameter.schema, place.source.absoluteRef)
        if (schema.format === 'uuid') uuids.add(`{${parameter.name}}`)
      }
      const segments = key.split('/').map((segment) => (uuids.has(segment) ? '[]' : segment))
      for (const earlier of paths) {
        if (canBeTheSame(earlier.segments, segments)) report({ message: `"${key}" can be "${earlier.key}"`, location })
      }
      paths.push({ key, segments })
    },
  }
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
