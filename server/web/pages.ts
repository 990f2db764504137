import { Router } from 'express'

export function pages(): Router {
  return Router()
}
