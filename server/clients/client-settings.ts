import type { ClientPrivSettings, ClientSettings } from '../../sdk/src/generated/types.gen.ts'

/** What a client may do, out of its column, which holds what the contract's schema let in. */
export const parseSettings = (json: string) => JSON.parse(json) as ClientSettings

/** How a client reaches eHealth, out of its column, which holds what the contract's schema let in. */
export const parsePrivSettings = (json: string) => JSON.parse(json) as ClientPrivSettings
