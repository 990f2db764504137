import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { equals } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import { giveRole } from '../users/give-role.ts'
import { requireUser } from '../users/require-user.ts'
import { selectUserRoles } from '../users/select-user-roles.ts'
import { takeRole } from '../users/take-role.ts'
import type { Handler } from './operation.ts'

/** Lists which users have which roles for which clients. */
export const listUserRoles: Handler<'listUserRoles'> = async ({ query }, { store }) => {
  const { rows, paging } = await pageOf(selectUserRoles(store.read, query), query)
  return { status: 200, data: rows, paging }
}

/** Lists the roles of one user. */
export const listRolesOfUser: Handler<'listRolesOfUser'> = async ({ path: { id }, query }, { store }) => {
  await requireUser(store.read, id)
  return { status: 200, data: await selectUserRoles(store.read, { ...query, user_id: id }).execute() }
}

/** Lists the roles of the caller. */
export const listOwnRoles: Handler<'listOwnRoles'> = async ({ query }, { caller, store }) => ({
  status: 200,
  data: await selectUserRoles(store.read, { ...query, user_id: caller.userId }).execute(),
})

/** Gives a user a role for one client. */
export const createUserRole: Handler<'createUserRole'> = async ({ path: { id }, body: { user_role } }, { commit, now }) => {
  const { role_id, client_id, user_id = id } = user_role
  if (user_id !== id) throw failures.validationFailed([invalid.contradicted('user_id')])
  return commit(async (db) => {
    const given = await giveRole(db, { user_id, role_id, client_id }, now())
    const data = await selectUserRoles(db, { id: given }).executeTakeFirstOrThrow()
    return { status: 201, headers: { Location: `/admin/users/${id}/roles/${data.id}` }, data }
  })
}

/** Shows a role of a user. */
export const getUserRole: Handler<'getUserRole'> = async ({ path: { id, user_role_id } }, { store }) => {
  const data = await selectUserRoles(store.read, { id: user_role_id, user_id: id }).executeTakeFirst()
  if (data === undefined) throw failures.notFound()
  return { status: 200, data }
}

/** Takes a role from the user of the path. */
export const deleteRoleOfUser: Handler<'deleteRoleOfUser'> = async ({ path: { id, user_role_id } }, { commit }) =>
  commit(async (db) => {
    await takeRole(db, 'user_roles', { id: user_role_id, user_id: id })
    return { status: 204 }
  })

/** Takes a role from whoever has it. */
export const deleteUserRole: Handler<'deleteUserRole'> = async ({ path: { user_role_id } }, { commit, trail }) =>
  commit(async (db) => {
    const user_id = await takeRole(db, 'user_roles', { id: user_role_id })
    trail.objects = [`/admin/users/${user_id}/roles/${user_role_id}`]
    return { status: 204 }
  })

/** Takes roles from a user: one by its name for all clients, else what the filters leave. */
export const deleteRolesOfUser: Handler<'deleteRolesOfUser'> = async ({ path: { id }, query: { role_name, client_id, role_id }, body }, { commit }) => {
  // The original takes filters from the body too; to overlook them there would take all roles.
  if (Object.keys(body ?? {}).length > 0) throw failures.validationFailed([invalid.misplaced('role_name')])
  return commit(async (db) => {
    await requireUser(db, id)
    const ofUser = db.deleteFrom('user_roles').where('user_id', '=', id)
    if (role_name === undefined) await ofUser.where(equals('client_id', client_id)).where(equals('role_id', role_id)).execute()
    else await ofUser.where('role_id', 'in', db.selectFrom('roles').where('name', '=', role_name).select('id')).execute()
    return { status: 204 }
  })
}
