import type { TokenChanges, TokenDetails } from '../../sdk/src/generated/types.gen.ts'
import { normalized, present } from '../resources/columns.ts'
import { resource } from '../resources/resource.ts'
import { known, unique } from '../resources/rules.ts'
import { hashSecretValue } from '../secrets/secret-value.ts'
import { unixSeconds } from '../services.ts'
import { equals } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import type { Queries } from '../store/store.ts'
import { waitForGrants } from '../tokens/expire-tokens.ts'
import { tokenDefaults } from '../tokens/token-defaults.ts'
import { tokenView } from '../tokens/token-view.ts'
import { beginSession } from '../users/begin-session.ts'
import { prepareSession } from '../users/prepare-session.ts'
import { requireUser } from '../users/require-user.ts'
import type { Handler, OperationRequest } from './operation.ts'

const find = (db: Queries, id: string) => db.selectFrom('tokens').where('id', '=', id).selectAll().executeTakeFirst()

/** Tokens of every kind, by their ids. Of values there are hashes, so a value is looked for as a whole. */
export const storedTokens = resource({
  table: 'tokens',
  path: '/admin/tokens',
  wrapper: 'token',
  find,
  page: (db, query: OperationRequest<'listStoredTokens'>['query']) =>
    pageOf(
      db
        .selectFrom('tokens')
        .where(equals('name', query.name))
        .where(hasValue(query.value))
        .where(equals('user_id', query.user_id))
        .where(equals('client_id', query.client_id))
        .selectAll()
        .orderBy('inserted_at')
        .orderBy('id'),
      query,
    ),
  view: tokenView,
  columns: ({ value, details, user_id, ...given }: TokenChanges, { now }) =>
    present({
      ...given,
      user_id,
      value_hash: value === undefined ? undefined : hashSecretValue(value),
      // The refresh token it came from was another user's.
      refresh_token_id: user_id === undefined ? undefined : null,
      ...(details === undefined ? {} : detailColumns(details, now())),
    }),
  async breaches(db, { value_hash, name, user_id }, id, before) {
    const key = { value_hash: value_hash ?? before?.value_hash, name: name ?? before?.name }
    return [...(await known(db, 'users', user_id, 'user_id')), ...(await unique(db, 'tokens', key, id, 'value'))]
  },
})

/** Keeps a token under a value, which this answer alone shows. */
export const createStoredToken: Handler<'createStoredToken'> = (request, services) =>
  storedTokens.createShown(request, services, (row) => ({ ...tokenView(row), value: request.body.token.value }))

/** Begins a session of a user without their password. */
export const createUserAccessToken: Handler<'createUserAccessToken'> = async ({ path: { id }, body: { token } }, { commit, ...services }) => {
  const session = await prepareSession(id, token, services)
  return commit(async (db) => ({ status: 201, data: await beginSession(db, session, services) }))
}

/** Deletes all tokens of some users. */
export const deleteTokensOfUsers: Handler<'deleteTokensOfUsers'> = async ({ query: { user_ids } }, { commit, trail, now }) =>
  commit(async (db) => {
    trail.objects = user_ids.map((id) => `/admin/users/${id}`)
    await waitForGrants(db, ({ eb }) => eb('user_id', 'in', user_ids), now())
    await db.deleteFrom('tokens').where('user_id', 'in', user_ids).execute()
    return { status: 204 }
  })

/** Deletes the tokens of a user, all or some. */
export const deleteTokensOfUser: Handler<'deleteTokensOfUser'> = async ({ path: { id }, query }, { commit, now }) =>
  commit(async (db) => {
    await requireUser(db, id)
    await waitForGrants(db, ({ eb }) => eb('user_id', '=', id), now())
    await db
      .deleteFrom('tokens')
      .where('user_id', '=', id)
      .where(equals('client_id', query.client_id))
      .where(equals('name', query.name))
      .where(hasValue(query.value))
      .execute()
    return { status: 204 }
  })

const hasValue = (value: string | undefined) => equals('value_hash', value === undefined ? undefined : hashSecretValue(value))

/** `details` are replaced as a whole, so what is not in them is gone, and the refresh token that went with them too. */
function detailColumns({ client_id, grant_type, scope, scope_request, redirect_uri, used }: TokenDetails, now: Date) {
  const scopes = { scope: normalized(scope), scope_request: normalized(scope_request) }
  const used_at = used === true ? unixSeconds(now) : undefined
  return { ...tokenDefaults, client_id, grant_type, ...present({ ...scopes, redirect_uri, used_at }) }
}
