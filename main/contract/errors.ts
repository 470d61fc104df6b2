/** Every way in which a request can fail. Views switch on these; the locale file has a sentence for each. */
export const errorCodes = [
  'engine-unreachable',
  'engine-failed',
  'engine-changed',
  'engine-too-old',
  'host-key-unknown',
  'host-key-changed',
  'certificate-refused',
  'login-denied',
  'not-found',
  'conflict',
  'in-use',
  'name-taken',
  'port-busy',
  'image-unknown',
  'command-not-found',
  'mount-invalid',
  'registry-unreachable',
  'registry-denied',
  'archive-invalid',
  'disk-full',
  'denied',
  'unsupported',
  'timeout',
  'invalid-input',
  'cancelled',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/**
 * What a sentence about the error needs: `object` is what it happened to, by the name that the person knows,
 * `engine` is the engine's own text, for those who want it whole; the rest fills placeholders.
 */
export interface ErrorDetails {
  readonly object?: string
  readonly engine?: string
  readonly [placeholder: string]: string | number | readonly string[] | undefined
}
export interface ErrorData {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: ErrorDetails
}
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorData }

/** The only error that a store, a view or the command line ever has to handle. */
export class AppError extends Error {
  override readonly name = 'AppError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: ErrorDetails,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** What was thrown, as an AppError; anything unforeseen becomes `internal`, with the original as its cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    return new AppError('internal', 'Something went wrong inside Slipway', undefined, { cause: thrown })
  }

  toData(): ErrorData {
    return { code: this.code, message: this.message, details: this.details }
  }
}
