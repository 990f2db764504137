/** Whether a value has members; a list has them too. */
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
