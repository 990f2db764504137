/** A text as one word of a shell's command. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
