import { expect, it } from 'vitest'
import { runProgram } from './run-program.ts'

/** Asks for the sessions of many users with long names, keeps one, and waits until the memory of the others is free again, if it ever is. */
const program = `
import { setImmediate } from 'node:timers/promises'
import { EHealthAuth } from 'ehealth-auth-sdk'

const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000', clientId: 'id' })
const held = auth.session('held')
const heldBytes = () => process.memoryUsage().heapUsed
const before = heldBytes()

const begin = (user) => new WeakRef(auth.session(String(user).padEnd(100_000, '-')))
const others = Array.from({ length: 500 }, (_, user) => begin(user))
const areGone = () => others.every((session) => session.deref() === undefined) && heldBytes() - before < 5_000_000
for (let turn = 0; turn < 100 && !areGone(); turn += 1) {
  await setImmediate()
  gc()
}
console.log(areGone(), auth.session('held') === held)
`

it('a program may serve more users than fit into its memory: nothing is kept of sessions that nobody holds', async () => {
  expect(await runProgram(program, '--expose-gc')).toBe('true true\n')
})
