import { isObject } from '../json.js'

/** Shared by all copies of the SDK in a program: ESM beside CommonJS, another version, another realm. */
const brand = Symbol.for('ehealth-auth-sdk.error')

/** What every error of the SDK is. A failed precondition of the caller's is a `TypeError` instead. */
export abstract class EHealthAuthError extends Error {
  /** Marks the error, so that every copy of the SDK knows it. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether the value is an error of the SDK, of any copy of it, that has one of these names. */
export function isNamed(value: unknown, ...names: string[]): boolean {
  return isObject(value) && brand in value && 'name' in value && names.includes(String(value.name))
}
