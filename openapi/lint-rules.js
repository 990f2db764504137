/** House rules that Redocly's own rules and assertions cannot say. */

const has = (schema, type) => [schema.type].flat().includes(type)
const lacks = (schema, keys) => keys.every((key) => schema[key] === undefined)

const isAnything = (schema) => Object.keys(schema).every((key) => key === 'description')

const schemaRule = (isBroken, message) => () => ({
  Schema: {
    enter(schema, { report, location }) {
      if (isBroken(schema)) report({ message, location })
    },
  },
})

/** Readers may rely on what an answer has: what else could come would have to be described. */
const answersAreClosed = () => {
  const known = new Set()
  return {
    Response: {
      enter({ content = {} }, { report, location, resolve }) {
        for (const [type, { schema }] of Object.entries(content)) check(schema, location.child(['content', type, 'schema']))

        function check(part, place) {
          const { part: schema, location: at } = locate(part, place, resolve)
          if (typeof schema !== 'object' || known.has(schema)) return
          known.add(schema)
          if (has(schema, 'object') && schema.additionalProperties === undefined) {
            report({ message: 'an object of an answer needs `additionalProperties`', location: at })
          }
          for (const [name, member] of Object.entries(schema.properties ?? {})) check(member, at.child(['properties', name]))
          for (const [index, branch] of (schema.oneOf ?? []).entries()) check(branch, at.child(['oneOf', index]))
          if (schema.items !== undefined) check(schema.items, at.child(['items']))
        }
      },
    },
  }
}

/** Follows a reference at a location. */
function locate(part, location, resolve) {
  if (part?.$ref === undefined) return { part, location }
  const { node, location: target } = resolve(part, location.source.absoluteRef)
  return { part: node, location: target }
}

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
      'answers-are-closed': answersAreClosed,
      'schemas-have-a-type': schemaRule(
        (schema) => lacks(schema, ['type', 'oneOf']) && !isAnything(schema),
        'a schema needs `type` or `oneOf`, unless it says nothing but its `description`',
      ),
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
