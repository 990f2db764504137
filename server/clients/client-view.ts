import type { ClientProfile, RegisteredClient } from '../../sdk/src/generated/types.gen.ts'
import type { ClientRow } from '../store/schema.ts'
import { parsePrivSettings, parseSettings } from './client-settings.ts'

/** A client with the name of its type. */
export type TypedClientRow = ClientRow & { client_type_name: string }

/** What its owner may know of a client. */
export function clientProfile({ priv_settings: _priv, settings, is_blocked, ...rest }: TypedClientRow): ClientProfile {
  return { ...rest, settings: parseSettings(settings), is_blocked: is_blocked === 1 }
}

/** What administrators may know of a client. */
export function registeredClient(row: TypedClientRow): RegisteredClient {
  return { ...clientProfile(row), priv_settings: parsePrivSettings(row.priv_settings) }
}
