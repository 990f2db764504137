export { createFileTokenStore } from './create-file-token-store.js'
export type { FileTokenStoreOptions } from './create-file-token-store.js'
export type { TokenSet, TokenStore } from '../session/token-store.js'
