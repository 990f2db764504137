import { approvals, deleteApproval, deleteApprovalsOfUser, getApproval, listApprovals } from './approvals.ts'
import { listAuditEvents } from './audit-events.ts'
import { authorizeApp } from './authorize-app.ts'
import { clientTypes } from './client-types.ts'
import { clients, deactivateClientTokens, getClientDetails, saveClient } from './clients.ts'
import { connections, upsertConnection } from './connections.ts'
import { createToken } from './create-token.ts'
import { getContract } from './get-contract.ts'
import { getTokenUser } from './get-token-user.ts'
import { giveNonce } from './give-nonce.ts'
import * as globalUserRoles from './global-user-roles.ts'
import { listClientProfiles } from './list-client-profiles.ts'
import { logInUser } from './log-in-user.ts'
import { logOutUser } from './log-out-user.ts'
import type { Handlers } from './operation.ts'
import { refreshClientSecret } from './refresh-client-secret.ts'
import { roles } from './roles.ts'
import { createStoredToken, createUserAccessToken, deleteTokensOfUser, deleteTokensOfUsers, storedTokens } from './stored-tokens.ts'
import * as userRoles from './user-roles.ts'
import { blockUser, changeUserPassword, saveUser, unblockUser, users } from './users.ts'
import { verifyToken } from './verify-token.ts'

/** The handler of each operation, by operationId. */
export const handlers: Handlers = {
  authorizeApp,
  createToken,
  logInUser,
  logOutUser,
  refreshClientSecret,
  createNonce: giveNonce,
  getNonce: giveNonce,

  listClientProfiles,
  getClientProfile: getClientDetails,
  listConnections: connections.list,
  getConnection: connections.show,
  putConnection: connections.update,
  updateConnection: connections.update,
  deleteConnection: connections.remove,
  refreshConnectionSecret: connections.refreshSecret,

  listAdministeredConnections: connections.list,
  upsertConnection,
  getAdministeredConnection: connections.show,
  updateAdministeredConnection: connections.update,
  deleteAdministeredConnection: connections.remove,
  refreshAdministeredConnectionSecret: connections.refreshSecret,

  listClients: clients.list,
  createClient: clients.create,
  getClient: clients.show,
  putClient: saveClient,
  updateClient: saveClient,
  deleteClient: clients.remove,
  getClientDetails,
  deactivateClientTokens,

  listClientTypes: clientTypes.list,
  createClientType: clientTypes.create,
  getClientType: clientTypes.show,
  putClientType: clientTypes.update,
  updateClientType: clientTypes.update,
  deleteClientType: clientTypes.remove,

  listRoles: roles.list,
  createRole: roles.create,
  getRole: roles.show,
  putRole: roles.update,
  updateRole: roles.update,
  deleteRole: roles.remove,

  listUsers: users.list,
  createUser: users.create,
  getUser: users.show,
  putUser: saveUser,
  updateUser: saveUser,
  deleteUser: users.remove,
  changeUserPassword,
  blockUser,
  unblockUser,

  listUserRoles: userRoles.listUserRoles,
  listRolesOfUser: userRoles.listRolesOfUser,
  listOwnRoles: userRoles.listOwnRoles,
  createUserRole: userRoles.createUserRole,
  getUserRole: userRoles.getUserRole,
  deleteRoleOfUser: userRoles.deleteRoleOfUser,
  deleteUserRole: userRoles.deleteUserRole,
  deleteRolesOfUser: userRoles.deleteRolesOfUser,
  listGlobalRolesOfUser: globalUserRoles.listGlobalRolesOfUser,
  createGlobalUserRole: globalUserRoles.createGlobalUserRole,
  getGlobalUserRole: globalUserRoles.getGlobalUserRole,
  deleteGlobalUserRole: globalUserRoles.deleteGlobalUserRole,

  listApprovals,
  createApproval: approvals.create,
  getApproval,
  putApproval: approvals.update,
  updateApproval: approvals.update,
  deleteApproval,
  deleteApprovalsOfUser,

  listStoredTokens: storedTokens.list,
  createStoredToken,
  getStoredToken: storedTokens.show,
  putStoredToken: storedTokens.update,
  updateStoredToken: storedTokens.update,
  deleteStoredToken: storedTokens.remove,
  deleteTokensOfUsers,
  deleteTokensOfUser,
  createUserAccessToken,
  verifyToken,
  getTokenUser,

  listAuditEvents,

  getContract,
}
