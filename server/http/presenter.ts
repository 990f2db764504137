import type { Request } from 'express'
import { parametersOf, type ContractOperation } from '../contract.ts'
import type { Presenter } from '../limits/guesses.ts'
import { networkOf } from './address-of.ts'
import { fieldsOf } from './fields-of.ts'

/** Tells who presents credentials to an operation: the client is counted where its secret is among them. */
export function presenterAt(operation: ContractOperation): (request: Request) => Presenter {
  const isInQuery = parametersOf(operation).some(({ in: place, name }) => place === 'query' && name === 'client_id')
  return (request) => {
    const { client_id, client_secret } = fieldsOf(request)
    const named = (isInQuery ? request.query.client_id : undefined) ?? client_id
    return { address: networkOf(request), clientId: client_secret === undefined ? undefined : String(named).toLowerCase() }
  }
}
