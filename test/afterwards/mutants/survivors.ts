/** Mutants that no check catches, by the place of the contract, each with the reason. */
export const survivors: Record<string, string> = {
  '/components/headers/ContractHash/schema': 'The generator puts the hash itself there as a constant, which says more than a form or a length.',
}
