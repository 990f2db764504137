/**
 * A process of its own on a file store. It prints `ready`, does what its first argument says, and prints what came of it:
 *
 * - `token DIRECTORY URL`: at the first line of input, asks a session for an access token.
 * - `count DIRECTORY TIMES`: at the first line of input, adds so many times one, all at once.
 * - `hold DIRECTORY VALUE`: begins an update, prints `holding`, and ends it at the first line of input with this access token.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { EHealthAuth } from 'ehealth-auth-sdk'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'

const [task, directory = '', value = ''] = process.argv.slice(2)
const tokenStore = createFileTokenStore({ directory })
const input = createInterface(process.stdin)
const command = once(input, 'line')

async function run(): Promise<unknown> {
  if (task === 'hold') {
    return tokenStore.update('id/default', async () => {
      console.log('holding')
      await command
      return { accessToken: value, expiresAt: 0, refreshAt: 0 }
    })
  }
  await command
  if (task === 'token') {
    return new EHealthAuth({ baseUrl: value, clientId: 'id', clientSecret: 'secret', maxRetries: 0, tokenStore }).session().accessToken()
  }
  const addOne = () => tokenStore.update('id/default', async (kept) => ({ expiresAt: (kept?.expiresAt ?? 0) + 1, refreshAt: 0 }))
  return Promise.all(Array.from({ length: Number(value) }, addOne)).then((all) => all.length)
}

console.log('ready')
try {
  console.log(await run())
} catch (error) {
  console.log(String(error))
}
input.close()
