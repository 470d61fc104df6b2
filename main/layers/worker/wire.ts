import { AppError, type ErrorData } from '../../contract/errors'

/** The memory of these bytes, each once, to be handed to another thread; none that is shared with anything else. */
export function buffersIn(all: readonly Uint8Array[]): ArrayBuffer[] {
  const own = all.filter(({ byteLength, buffer }) => byteLength === buffer.byteLength)
  return [...new Set(own.map(({ buffer }) => buffer as ArrayBuffer))]
}

/** An error as it crosses to another thread. What went wrong inside is kept for the log. */
export function failureData(thrown: unknown): ErrorData {
  const error = AppError.from(thrown)
  const { cause } = error
  if (error.code !== 'internal' || !(cause instanceof Error)) return error.toData()
  return { ...error.toData(), details: { ...error.details, engine: cause.stack ?? cause.message } }
}

/** The error again, on the other side. */
export function errorOf(data: ErrorData): AppError {
  return AppError.revive(data)
}
