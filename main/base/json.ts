/** A text is no JSON. Its message never quotes the text, as a parser's own does: there may be passwords in it. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError'
  /** @param line the first that does not fit, from 1; 0 where the parser does not tell */
  constructor(readonly line: number) {
    super(line > 0 ? `it is no JSON from line ${line} on` : 'it is no JSON')
  }
}

/** @throws NoJsonError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NoJsonError(lineOf(text, (error as Error).message))
  }
}

/** V8 says `at position 12`, or that the text ended; of short texts the newer ones tell no place. */
function lineOf(text: string, said: string): number {
  const position = /end of JSON input/.test(said) ? text.length : Number(/at position (\d+)/.exec(said)?.[1])
  return Number.isNaN(position) ? 0 : text.slice(0, position).split('\n').length
}
