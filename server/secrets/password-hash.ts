import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify((parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void) =>
  argon2('argon2id', parameters, done),
)

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const keyBytes = 32

/** Makes 32 bytes of a text with argon2id, at the cost that guessing it shall have. */
export async function argon2id(text: string, salt: Buffer): Promise<Buffer> {
  return derive({ message: text, nonce: salt, tagLength: keyBytes, ...cost })
}

/** Hashes a password with argon2id and a salt of its own. Returns a PHC string, which carries what verifying needs. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  return phc(salt, await argon2id(password, salt))
}

/** Makes a PHC string of no password: to verify one against it takes as long as any other, and never succeeds. */
export function hashOfNothing(): string {
  return phc(randomBytes(saltBytes), randomBytes(keyBytes))
}

function phc(salt: Buffer, key: Buffer): string {
  const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(key)}`
}

/** Tells whether the password is the one behind the PHC string, in a time that does not depend on how far it is off. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc)
  if (match === null) throw new Error('a stored password hash is not a PHC string of argon2id')
  const [, memory, passes, parallelism, salt, expected] = match as unknown as [string, string, string, string, string, string]
  const key = Buffer.from(expected, 'base64')
  const found = await derive({
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    tagLength: key.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(found, key)
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
