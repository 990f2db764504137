import { expect } from 'vitest'
import type { Change } from '../../openapi/changes/change.ts'
import { compareContracts } from '../../openapi/changes/compare-contracts.ts'
import { contract, resolve } from '../../server/contract.ts'
import { pointerSteps } from '../../server/json-pointer.ts'

/** A contract that is changed in places that the type of a document would make long. */
export type Document = any

/** Changes a contract. */
export type Edit = (document: Document) => unknown

/** A few paths of the contract without examples, because comparing all of it takes a while. */
export function excerptOf(...paths: string[]): Document {
  const components: Document = { securitySchemes: contract.components?.securitySchemes }
  const kept = Object.fromEntries(paths.map((path) => [path, contract.paths?.[path]]))
  return structuredClone({ ...contract, components, paths: cut(kept) })

  function cut(part: unknown): unknown {
    return JSON.parse(JSON.stringify(part, (key, member) => {
      if (key === '$ref') keepComponent(member)
      return key === 'examples' ? undefined : member
    }))
  }

  function keepComponent($ref: string): void {
    const [, kind = '', name = ''] = pointerSteps($ref)
    const ofKind = (components[kind] ??= {})
    if (name in ofKind) return
    // A schema may contain itself.
    ofKind[name] = undefined
    ofKind[name] = cut(resolve({ $ref }))
  }
}

/** The changes that an edit makes of a contract. */
export function changesOf(document: Document, edit: Edit): Change[] {
  const edited = editedBy(document, edit)
  return compareContracts(document, edited)
}

/** A copy of a contract, edited. */
export function editedBy(document: Document, edit: Edit): Document {
  const edited = structuredClone(document)
  edit(edited)
  expect(JSON.stringify(edited)).not.toBe(JSON.stringify(document))
  return edited
}
