/** Characters that are taken from the clipboard at most. */
export const mostPasted = 16_000_000

/** What is to become of a text that is pasted. */
export interface Pasted {
  /** As it would be typed: without characters that are keys or commands to a terminal. */
  readonly text: string
  readonly lines: number
  /** A program would take it for more than one line: the first of them would be carried out at once. */
  readonly asks: boolean
}

/** Control characters but tab and line ends: an escape sequence in the clipboard could end the quoting of what is pasted. */
const controls = /(?![\t\n])\p{Cc}/gu

/** Null for a text that is too long. */
export function readPaste(clipboard: string): Pasted | null {
  if (clipboard.length > mostPasted) return null
  const text = clipboard.replace(/\r\n?/g, '\n').replace(controls, '')
  const breaks = text.match(/\n/g)?.length ?? 0
  return { text, lines: breaks + (text.endsWith('\n') || text === '' ? 0 : 1), asks: breaks > 0 }
}
