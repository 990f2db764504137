import { contractOperations, type ContractOperation, type OperationId } from '../../../server/contract.ts'
import type { Fixtures, ListName } from '../../../server/fixtures/fixtures.ts'
import { toRows, type Row } from '../../../server/fixtures/load-fixtures.ts'
import { hashSecretValue } from '../../../server/secrets/secret-value.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { demo } from '../../fixtures/demo.ts'
import { addOwnRows, callerValue, ownId } from '../../server/statuses/own-rows.ts'

/** The value of a code of the clinic of the demo data that waits to be exchanged. */
export const waitingCode = 'code-that-waits'

/** The rows of the demo data, and those that one operation has for itself. */
export type RowsOf = (operation: ContractOperation) => Row[]

/** Makes the rows of all operations. Passwords are hashed, so this comes after they were made cheap. */
export async function ownRows(now: Date): Promise<RowsOf> {
  const fixtures = await demoFixtures((lists) => {
    addOwnRows(lists)
    addCode(lists)
  })
  // A copy of the demo data with more rows has all the lists.
  const tables = Object.keys(fixtures) as ListName[]
  const rows = await toRows(fixtures, now)
  const owners = new Map(
    contractOperations.flatMap(({ id }) => [hashSecretValue(callerValue(id)), ...tables.map((table) => ownId(table, id))].map((mark) => [mark, id])),
  )
  const ownerOf = ({ values }: Row): OperationId | undefined => owners.get(String(values.id)) ?? owners.get(String(values.value_hash))
  return ({ id }) => rows.filter((row) => [undefined, id].includes(ownerOf(row)))
}

function addCode({ tokens }: Required<Fixtures>): void {
  const { id: client_id, redirectUri: redirect_uri } = demo.clinic
  const details = { client_id, grant_type: 'password', redirect_uri, scope_request: 'patients:view' }
  tokens.push({ name: 'authorization_code', value: waitingCode, user_id: demo.user.id, expires_in: 3600, details })
}
