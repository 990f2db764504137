import { failures } from '../failure.ts'
import { equals } from '../store/filters.ts'
import type { Queries } from '../store/store.ts'
import { giveGlobalRole } from '../users/give-role.ts'
import { requireUser } from '../users/require-user.ts'
import { takeRole } from '../users/take-role.ts'
import type { Handler } from './operation.ts'

interface Filter {
  id?: string
  user_id: string
  role_id?: string
}

function select(db: Queries, { id, user_id, role_id }: Filter) {
  return db
    .selectFrom('global_user_roles')
    .innerJoin('roles', 'roles.id', 'global_user_roles.role_id')
    .where(equals('global_user_roles.id', id))
    .where(equals('global_user_roles.user_id', user_id))
    .where(equals('global_user_roles.role_id', role_id))
    .selectAll('global_user_roles')
    .select(['roles.name as role_name', 'roles.scope'])
    .orderBy('global_user_roles.inserted_at')
    .orderBy('global_user_roles.id')
}

/** Lists the roles that a user has for every client. */
export const listGlobalRolesOfUser: Handler<'listGlobalRolesOfUser'> = async ({ path: { id } }, { store }) => {
  await requireUser(store.read, id)
  return { status: 200, data: await select(store.read, { user_id: id }).execute() }
}

/** Gives a user a role for every client. */
export const createGlobalUserRole: Handler<'createGlobalUserRole'> = async ({ path: { id }, body }, { commit, now }) => {
  const { role_id } = body.global_user_role
  return commit(async (db) => {
    await giveGlobalRole(db, { user_id: id, role_id }, now())
    const data = await select(db, { user_id: id, role_id }).executeTakeFirstOrThrow()
    return { status: 201, headers: { Location: `/admin/users/${id}/global_roles/${data.id}` }, data }
  })
}

/** Shows a role that a user has for every client. */
export const getGlobalUserRole: Handler<'getGlobalUserRole'> = async ({ path: { id, user_role_id } }, { store }) => {
  const data = await select(store.read, { id: user_role_id, user_id: id }).executeTakeFirst()
  if (data === undefined) throw failures.notFound()
  return { status: 200, data }
}

/** Takes a role from a user that they have for every client. */
export const deleteGlobalUserRole: Handler<'deleteGlobalUserRole'> = async ({ path: { id, user_role_id } }, { commit }) =>
  commit(async (db) => {
    await takeRole(db, 'global_user_roles', { id: user_role_id, user_id: id })
    return { status: 204 }
  })
