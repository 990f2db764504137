import { failures } from '../failure.ts'
import { namedScope } from '../resources/named-scope.ts'

/** Client types: the most that clients of a kind may do. One that clients have cannot be deleted. */
export const clientTypes = namedScope({
  table: 'client_types',
  path: '/admin/client_types',
  wrapper: 'client_type',
  async removing(db, { id }) {
    const client = await db.selectFrom('clients').where('client_type_id', '=', id).select('id').limit(1).executeTakeFirst()
    if (client !== undefined) throw failures.conflict('Clients have this type.')
  },
})
