import { createLineSplitter } from '../../base/lines'
import { sentence } from '../../texts/sentence'
import { strangeAnswer } from '../api/strangeAnswer'
import { engineError } from './errors'

export type JsonObject = Readonly<Record<string, unknown>>

/** Far more than a line of the API has; a line without an end must not fill the memory. */
const longestLine = 4 * 1024 * 1024

/**
 * The JSON objects of a progress or events stream, one a line; the last needs no line end.
 * @param object what the stream is about, by the name that the person knows
 * @throws AppError what the engine says in a line `{"error": ...}`, or `engine-failed` for a line that is not a JSON object
 */
export async function* jsonLines(
  source: AsyncIterable<Uint8Array>,
  object: string,
): AsyncGenerator<JsonObject> {
  const splitter = createLineSplitter(longestLine)
  for await (const chunk of source) {
    for (const line of splitter.push(chunk)) yield* parse(line.text, line.cut, object)
  }
  for (const line of splitter.end()) yield* parse(line.text, line.cut, object)
}

function parse(text: string, cut: number, object: string): JsonObject[] {
  if (text.trim() === '' && cut === 0) return []
  const value = cut === 0 ? toObject(text) : undefined
  if (!value) throw strangeAnswer(sentence('answer/no-json-line'), object)
  const error = errorOf(value)
  if (error !== undefined) throw engineError(error, object)
  return [value]
}

function toObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/** Docker writes `error` and `errorDetail`; newer ones may leave out the first. */
function errorOf({ error, errorDetail }: JsonObject): string | undefined {
  if (typeof error === 'string') return error
  const message = (errorDetail as { message?: unknown } | undefined | null)?.message
  if (typeof message === 'string') return message
  return error || errorDetail ? JSON.stringify(error ?? errorDetail) : undefined
}
