/** A description by its languages. */
export interface Languages {
  english: string
  /** Absent where the contract says it in English only. */
  ukrainian: string | undefined
}

/** The English of a description and, below the heading that begins it, the Ukrainian. */
export function inLanguages(description: string): Languages {
  const [english = '', ukrainian] = description.split(/^#### Українською$/m)
  return { english: english.trim(), ukrainian: ukrainian?.trim() }
}
