import { randomUUID } from 'node:crypto'
import { demoFile, readFixtures } from '../../server/fixtures/read-fixtures.ts'

/** Everybody who takes part, with credentials that are made anew for each run. */
export interface Population {
  owners: Owner[]
  administrator: { user: User; token: string }
  /** Clients of the administrator: where owners sign in, where the administrator does, and the system of the pharmacies. */
  portal: string
  administration: string
  mis: { id: string; apiKey: string }
  clientTypes: Named[]
  roles: Named[]
}

/** A user with a clinic that calls by itself, and a pharmacy that calls through the MIS. One connection acts for them at a time. */
export interface Owner {
  user: User
  clinic: OwnClient
  pharmacy: OwnClient
}

/** A client of an owner, with its connection and the tokens that the owner has for it. */
export interface OwnClient {
  id: string
  connectionId: string
  redirectUri: string
  /** Changes when it is rotated. */
  secret: string
  accessToken: string
  refreshToken: string
}

interface User {
  id: string
  email: string
  password: string
}

interface Named {
  id: string
  name: string
  scope: string
}

/** Makes a population with so many owners. Its client types and roles are those of the demo data. */
export async function populate(ownerCount: number): Promise<Population> {
  // The demo file has both lists.
  const { client_types: clientTypes, roles } = (await readFixtures(demoFile)) as { client_types: Named[]; roles: Named[] }
  const owners = Array.from({ length: ownerCount }, (_, index) => ({
    user: newUser(`owner-${index}`),
    clinic: newClient(`clinic-${index}`),
    pharmacy: newClient(`pharmacy-${index}`),
  }))
  const administrator = { user: newUser('administrator'), token: randomUUID() }
  const mis = { id: randomUUID(), apiKey: randomUUID() }
  return { owners, administrator, portal: randomUUID(), administration: randomUUID(), mis, clientTypes, roles }
}

const newUser = (name: string): User => ({ id: randomUUID(), email: `${name}@example.com`, password: randomUUID() })

const newClient = (name: string): OwnClient => ({
  id: randomUUID(),
  connectionId: randomUUID(),
  redirectUri: `https://${name}.example.com/callback`,
  secret: randomUUID(),
  accessToken: randomUUID(),
  refreshToken: randomUUID(),
})

/** The client type or role with this name, which must be there. */
export function named(items: Named[], name: string): Named {
  const found = items.find((item) => item.name === name)
  if (found === undefined) throw new Error(`the demo data has no ${name}`)
  return found
}
