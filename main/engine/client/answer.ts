import type { IncomingMessage } from 'node:http'
import { jsonSize } from '../../base/jsonSize'
import { AppError } from '../../contract/errors'
import { sentence } from '../../texts/sentence'
import type { EngineRequest } from '../api/request'
import { strangeAnswer } from '../api/strangeAnswer'
import { engineError } from './errors'

/** Twenty thousand containers with all their labels; taken apart, it takes ten times as much memory. */
const largestBody = 32 * 1024 * 1024
const largestRefusal = 64 * 1024
/** Values of JSON in one answer: the smallest are two bytes long and take many times that of memory. */
const mostValues = 2_000_000

/**
 * @param object what it is about, by the name that the person knows
 * @throws AppError `engine-failed` when it is larger than is believed; Error when it was cut
 */
export async function readBody(
  answer: IncomingMessage,
  object: string,
  limit = largestBody,
): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    chunks.push(chunk)
    size += chunk.length
    if (size > limit) {
      answer.destroy()
      throw new AppError('engine-failed/large', { object, megabytes: limit / 1024 / 1024 })
    }
  }
  const body = Buffer.concat(chunks)
  if (jsonSize(body).values > mostValues) throw new AppError('engine-failed/values', { object })
  return body.toString()
}

/** @throws AppError `engine-failed` when there is no JSON where the API promises some */
export function readJson(answer: IncomingMessage, body: string, request: EngineRequest): unknown {
  const { method, object, mayBeNull = false } = request
  const mayBeEmpty = method !== 'GET' || answer.statusCode === 204 || answer.statusCode === 304
  // Podman ends its empty answers with a new line.
  if (body.trim() === '' && mayBeEmpty) return undefined
  const value = parse(body)
  if (value === undefined) throw strangeAnswer(sentence('answer/no-json'), object)
  if (value === null && !mayBeNull) throw strangeAnswer(sentence('answer/empty'), object)
  return value
}

/** The engine's refusal as an error, with its own sentence where it sent one. */
export async function readRefusal(answer: IncomingMessage, object: string): Promise<AppError> {
  const status = answer.statusCode ?? 0
  const body = await readBody(answer, object, largestRefusal)
  const value = parse(body)
  const message =
    typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined
  if (typeof message === 'string' && message.trim()) return engineError(message, object, status)
  const isText = answer.headers['content-type']?.startsWith('text/plain') && body.trim()
  return engineError(isText ? body : `HTTP ${status} ${answer.statusMessage}`.trim(), object, status)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
