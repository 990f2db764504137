import { Router } from 'express'
import { contractOperations } from '../contract.ts'
import { createGuesses } from '../limits/guesses.ts'
import type { Handlers } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { answerWith } from './answer-with.ts'
import { refuseBodyFault } from './json-body.ts'
import { requireHost } from './require-host.ts'
import type { SendEnvelope } from './send-envelope.ts'
import { validation } from './validation.ts'

/**
 * Leads a request to its path of the contract, past the validation of that path, to the handler of its operation. Paths
 * are found by their first segment and then one by one, so that what a request costs hardly depends on how many there are.
 */
export function contractRoutes(handlers: Handlers, services: Services, sendEnvelope: SendEnvelope): Router {
  const router = Router()
  router.use(requireHost)
  const answering = { handlers, services, guesses: createGuesses(services), sendEnvelope }
  const paths = Map.groupBy(contractOperations, ({ path }) => path)
  const sections = Map.groupBy(paths, ([path]) => `/${path.split('/')[1]}`)
  for (const [prefix, pathsOfSection] of sections) {
    const section = Router()
    for (const [path, operations] of pathsOfSection) {
      const route = section.route(path.slice(prefix.length).replaceAll(/\{(\w+)\}/g, ':$1'))
      route.all(validation(path, services), refuseBodyFault)
      for (const operation of operations) route[operation.method](answerWith(operation, answering))
    }
    router.use(prefix, section)
  }
  return router
}
