/** A text as one word for a POSIX shell, quoted only where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Words as a person would type them in a shell. */
export const commandLine = (words: readonly string[]): string => words.map(shellWord).join(' ')
