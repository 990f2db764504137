/** House rules that Redocly's own assertions cannot say, because they depend on the `type` beside them. */

const has = (schema, type) => [schema.type].flat().includes(type)
const lacks = (schema, keys) => keys.every((key) => schema[key] === undefined)

const schemaRule = (isBroken, message) => () => ({
  Schema: {
    enter(schema, { report, location }) {
      if (isBroken(schema)) report({ message, location })
    },
  },
})

export default () => ({
  id: 'house',
  rules: {
    oas3: {
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
