import { firstWrong } from './jsonPlace'

/** A text is no JSON. Its message never quotes the text, as a parser's own does: there may be passwords in it. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError'
  /** Of the first character that does not fit, both from 1. */
  constructor(
    readonly line: number,
    readonly column: number,
  ) {
    super(`it is no JSON from line ${line}, column ${column} on`)
  }
}

/** @throws NoJsonError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const before = text.slice(0, Math.max(0, firstWrong(text))).split('\n')
    throw new NoJsonError(before.length, before.at(-1)!.length + 1)
  }
}
