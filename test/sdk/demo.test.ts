import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { startSandbox } from '../../sdk/examples/sandbox.ts'

const run = promisify(execFile)

async function playDemo(url: string): Promise<string> {
  const env = { ...process.env, EHEALTH_AUTH_URL: url }
  const { stdout } = await run(process.execPath, ['sdk/examples/token-life.ts'], { env })
  return stdout
}

it('the demo plays against a sandbox that it starts, as often as one likes', { timeout: 60_000 }, async () => {
  const sandbox = await startSandbox()
  onTestFinished(sandbox.close)
  for (const output of [await playDemo(sandbox.url), await playDemo(sandbox.url)]) {
    expect(output.match(/refused: .*/g)).toMatchInlineSnapshot(`
      [
        "refused: 401 access_denied "Token has already been used."",
        "refused: 401 token_expired "Token expired."",
        "refused: 401 access_denied "API-KEY header required"",
        "refused: 401 invalid_client "Invalid client id or secret."",
      ]
    `)
    expect(output.match(/^\d+\. /gm)).toHaveLength(17)
  }
})

it('the demo says what to do when nothing answers', { timeout: 60_000 }, async () => {
  await expect(playDemo('http://127.0.0.1:1')).rejects.toMatchObject({
    code: 1,
    stderr: '\nhttp://127.0.0.1:1 gives no answer. Start a sandbox there with npm start, or unset EHEALTH_AUTH_URL.\n',
  })
})
