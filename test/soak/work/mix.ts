import type { Caller } from '../caller.ts'
import { administerClient } from './administer-client.ts'
import { administerRole } from './administer-role.ts'
import { administerUser } from './administer-user.ts'
import { beRefused } from './be-refused.ts'
import { cutOff } from './cut-off.ts'
import { probe } from './probe.ts'
import { readAll } from './read-all.ts'
import { readOwn } from './read-own.ts'
import { refresh } from './refresh.ts'
import { repeat } from './repeat.ts'
import { rotate, rotateDeprecated } from './rotate.ts'
import { signIn } from './sign-in.ts'
import { verify } from './verify.ts'

/** Something that a caller does, in one request or several that belong together. */
export type Work = (caller: Caller) => Promise<void>

/**
 * How often each is done, in thousandths: of the requests, more than half are refreshes. A sign-in costs as much as fifty of them,
 * because passwords are dear on purpose.
 */
const mix: [share: number, work: Work][] = [
  [820, refresh],
  [40, verify],
  [25, readOwn],
  [5, readAll],
  [8, signIn],
  [10, rotate],
  [5, rotateDeprecated],
  [2, administerUser],
  [5, administerRole],
  [5, administerClient],
  [10, repeat],
  [45, beRefused],
  [10, probe],
  [10, cutOff],
]

/** Picks what is done next. */
export function pickWork(): Work {
  let left = Math.random() * mix.reduce((sum, [share]) => sum + share, 0)
  const [, work] = mix.find(([share]) => (left -= share) < 0) ?? mix[0]!
  return work
}
