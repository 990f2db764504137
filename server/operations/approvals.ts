import { sql, type SqlBool } from 'kysely'
import type { Approval, ApprovalChanges } from '../../sdk/src/generated/types.gen.ts'
import { isAdministrative } from '../access/administrative.ts'
import { requireUserContext } from '../access/context.ts'
import { failures } from '../failure.ts'
import { normalized, present } from '../resources/columns.ts'
import { resource } from '../resources/resource.ts'
import { known, unique } from '../resources/rules.ts'
import { anyOf, equals, everything, oneOf, startsWith } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import type { Queries } from '../store/store.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import { requireUser } from '../users/require-user.ts'
import { isUuid } from '../uuid.ts'
import type { Handler, OperationRequest } from './operation.ts'

type Query = OperationRequest<'listApprovals'>['query']

const select = (db: Queries) =>
  db
    .selectFrom('approvals')
    .innerJoin('clients', 'clients.id', 'approvals.client_id')
    .selectAll('approvals')
    .select('clients.name as client_name')

const find = (db: Queries, id: string) => select(db).where('approvals.id', '=', id).executeTakeFirst()

/** Approvals: what users let clients do. */
export const approvals = resource({
  table: 'approvals',
  path: '/admin/apps',
  wrapper: 'app',
  find,
  page: (db, query: Query) =>
    pageOf(
      select(db)
        .where(equals('approvals.user_id', query.user_id))
        .where(isForClients(query))
        .orderBy('approvals.inserted_at')
        .orderBy('approvals.id'),
      query,
    ),
  view: ({ inserted_at: created_at, ...approval }): Approval => ({ ...approval, created_at }),
  columns: ({ scope, ...ids }: ApprovalChanges) => present({ ...ids, scope: normalized(scope) }),
  async breaches(db, { user_id, client_id }, id, before) {
    const pair = { user_id: user_id ?? before?.user_id, client_id: client_id ?? before?.client_id }
    const entries = [...(await known(db, 'clients', client_id, 'client_id')), ...(await known(db, 'users', user_id, 'user_id'))]
    return entries.length > 0 ? entries : unique(db, 'approvals', pair, id, 'user_id')
  },
  async changed(db, before, after, now) {
    if (before.user_id !== after.user_id || before.client_id !== after.client_id) await endTokens(db, before, now)
  },
  removing: (db, row, now) => endTokens(db, row, now),
})

/** What a user let a client do ends with the approval. */
async function endTokens(db: Queries, { user_id, client_id }: { user_id: string; client_id: string }, now: Date): Promise<void> {
  await expireTokens(db, ({ and, eb }) => and([eb('user_id', '=', user_id), eb('client_id', '=', client_id)]), now)
}

/** Lists the approvals of the caller; for administrators those of all users. */
export const listApprovals: Handler<'listApprovals'> = async ({ query }, context) => {
  const user_id = isAdministrative(context.caller, context.settings) ? query.user_id : context.caller.userId
  return approvals.list({ query: { ...query, ...present({ user_id }) } }, context)
}

/** Shows an approval of the caller; to administrators any. */
export const getApproval: Handler<'getApproval'> = async (request, context) => {
  const answer = await approvals.show(request, context)
  requireUserContext(answer.data.user_id, context)
  return answer
}

/** Takes an approval of the caller back; for administrators any. */
export const deleteApproval: Handler<'deleteApproval'> = async (request, context) => {
  await getApproval(request, context)
  return approvals.remove(request, context)
}

/** Takes back the approvals of a user, and ends the tokens that came of them. */
export const deleteApprovalsOfUser: Handler<'deleteApprovalsOfUser'> = async ({ path: { id }, query: { client_id } }, { commit, now }) =>
  commit(async (db) => {
    await requireUser(db, id)
    await db.deleteFrom('approvals').where('user_id', '=', id).where(equals('client_id', client_id)).execute()
    await expireTokens(db, ({ and, eb }) => and([eb('user_id', '=', id), equals('client_id', client_id)]), now())
    return { status: 204 }
  })

/** Clients by id or by how their names begin: values without their prefix are ignored, and a filter without values too. */
function isForClients({ client_ids = '', client_names = '' }: Query) {
  const ids = valuesOf(client_ids, 'client-')
  const names = valuesOf(client_names, 'client_name-')
  if (!ids.every(isUuid)) throw failures.notFound()
  const conditions = [
    ...(ids.length === 0 ? [] : [oneOf('approvals.client_id', ids.map((id) => id.toLowerCase()))]),
    // Looked up in the clients once, and not for each approval.
    ...(names.length === 0 ? [] : [sql<SqlBool>`approvals.client_id in (select id from clients where ${anyOf(names.map((name) => startsWith('name', name)))})`]),
  ]
  return conditions.length === 0 ? everything : anyOf(conditions)
}

function valuesOf(list: string, prefix: string): string[] {
  return list.split(',').flatMap((value) => (value.startsWith(prefix) ? [value.slice(prefix.length)] : []))
}
