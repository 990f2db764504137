import { json, flag, present } from '../resources/columns.ts'
import { resource } from '../resources/resource.ts'
import { unique } from '../resources/rules.ts'
import { hashPassword } from '../secrets/password-hash.ts'
import { unixSeconds, type Services } from '../services.ts'
import { equals, oneOf } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import type { Queries } from '../store/store.ts'
import type { UserChanges } from '../../sdk/src/generated/types.gen.ts'
import { followBlock, setBlocked } from '../users/block-user.ts'
import { changePassword, prepareChange } from '../users/change-password.ts'
import { inTurn } from '../users/in-turn.ts'
import { clearAttempts } from '../users/login-attempts.ts'
import { rememberPassword, requireUnusedPassword } from '../users/password-history.ts'
import { userDefaults } from '../users/user-defaults.ts'
import { userView } from '../users/user-view.ts'
import type { Handler, OperationRequest } from './operation.ts'

const find = (db: Queries, id: string) => db.selectFrom('users').where('id', '=', id).selectAll().executeTakeFirst()

/** Users: people who sign in. */
export const users = resource({
  table: 'users',
  path: '/admin/users',
  wrapper: 'user',
  find,
  page: (db, query: OperationRequest<'listUsers'>['query']) =>
    pageOf(
      db
        .selectFrom('users')
        .where(equals('id', query.id))
        .where(oneOf('id', query.ids))
        .where(equals('email', query.email?.toLowerCase()))
        .where(equals('tax_id', query.tax_id))
        .where(equals('is_blocked', query.is_blocked))
        .selectAll()
        .orderBy('inserted_at')
        .orderBy('id'),
      query,
    ),
  view: userView,
  columns: async ({ email, password, settings, is_blocked, block_reason, ...texts }: UserChanges, services, id) =>
    present({
      ...texts,
      ...(password === undefined ? {} : await passwordColumns(password, services, id)),
      email: email?.toLowerCase(),
      settings: json('settings', settings),
      is_blocked: flag(is_blocked),
      // Like `block` and `unblock`, which keep no reason of before.
      block_reason: is_blocked === undefined ? block_reason : (block_reason ?? null),
    }),
  defaults: userDefaults,
  breaches: (db, { email }, id) => unique(db, 'users', { email }, id, 'email'),
  removing: (db, { email }) => clearAttempts(db, email),
  async changed(db, before, after, now) {
    if (before.password_hash !== after.password_hash) await rememberPassword(db, before, now)
    if (before.is_blocked !== after.is_blocked) await followBlock(db, after, now)
  },
})

async function passwordColumns(password: string, { store, now }: Services, id: string | undefined) {
  const user = id === undefined ? undefined : await find(store.read, id)
  if (user !== undefined) await requireUnusedPassword(store.read, user, password)
  return { password_hash: await hashPassword(password), password_set_at: unixSeconds(now()) }
}

/** Changes a user. One change at a time in this process, so that none passes by the history of passwords. */
export const saveUser: Handler<'updateUser'> = (request, services) => inTurn(services.store, request.path.id, () => users.update(request, services))

/** Gives a user another password. */
export const changeUserPassword: Handler<'changeUserPassword'> = async ({ path: { id }, body: { user } }, services) => {
  const change = await prepareChange(id, user, services)
  return services.commit(async (db) => {
    await changePassword(db, change, services)
    return { status: 200, data: userView(await users.existing(db, id)) }
  })
}

/** Blocks a user. */
export const blockUser = blocking(true)

/** Unblocks a user. */
export const unblockUser = blocking(false)

function blocking(blocked: boolean): Handler<'blockUser'> {
  return async (request, services) => {
    const reason = request.body?.user?.block_reason ?? null
    return services.commit(async (db) => {
      await setBlocked(db, { userId: request.path.id, blocked, reason }, services)
      return { status: 200, data: userView(await users.existing(db, request.path.id)) }
    })
  }
}
