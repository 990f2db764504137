import type { InvalidEntry } from '../sdk/src/generated/types.gen.ts'

const entry = (field: string, rule: string | null, description: string): InvalidEntry => ({
  entry_type: 'json_data_property',
  entry: `$.${field}`,
  rules: [{ rule, params: [], description }],
})

/** What can be wrong with a field in sight of what is stored. Rules and texts are those of the original. */
export const invalid = {
  required: (field: string, description = "can't be blank") => entry(field, 'required', description),
  taken: (field: string) => entry(field, null, 'has already been taken'),
  unknown: (field: string) => entry(field, null, 'does not exist'),
  /** The path has said it already, and otherwise. */
  contradicted: (field: string) => entry(field, 'inclusion', 'is not that of the path'),
  tooLong: (field: string, max: number) => entry(field, 'length', `should be at most ${max} character(s)`),
  misplaced: (field: string) => entry(field, 'schema', 'must be in the query'),
  tooDeep: (field: string, levels: number) => entry(field, 'schema', `must be at most ${levels} levels deep`),
  usedPassword: (field: string) => entry(field, 'password_used', 'This password has been used recently. Try another one'),
  wrongPassword: (field: string) => entry(field, 'password', 'password does not match password in field current_password'),
}
