import { type Code, type Param, type ParamsOf, type Sentence, say } from '../texts/sentence'

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

/** What an error says, by its code and, where there is more to say, what that is behind a stroke: `denied/port`. */
export type ErrorKey = Extract<Code, ErrorCode | `${ErrorCode}/${string}`>

/**
 * What the sentence about the error needs, and what else is worth knowing: `object` is what it happened to, by the
 * name that the person knows, `engine` is the engine's own text, for those who want it whole.
 */
export interface ErrorDetails {
  readonly object?: string
  readonly engine?: string
  readonly [placeholder: string]: Param | undefined
}
/** A key and what its sentence needs, and perhaps what else is known and the cause. */
type ErrorArguments = {
  [K in ErrorKey]: Record<never, never> extends ParamsOf<K>
    ? [key: K, details?: ErrorDetails, options?: ErrorOptions]
    : [key: K, details: ParamsOf<K> & ErrorDetails, options?: ErrorOptions]
}[ErrorKey]

/** An error as it crosses to another process or thread. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly key: ErrorKey
  readonly details?: ErrorDetails
}
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorData }

/** The only error that a store, a view or the command line ever has to handle. */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** What kind it is; views switch on this. */
  readonly code: ErrorCode
  readonly key: ErrorKey
  readonly details?: ErrorDetails

  constructor(...[key, details, options]: ErrorArguments) {
    super(say({ code: key, params: details ?? {} }), options)
    this.key = key
    this.code = key.split('/')[0] as ErrorCode
    this.details = details
  }

  /** What was thrown, as an AppError; anything unforeseen becomes `internal`, with the original as its cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    return new AppError('internal', {}, { cause: thrown })
  }

  /** An error of a key that is known only when the program runs; `details` have what its sentence needs. */
  static of(key: ErrorKey, details?: ErrorDetails, options?: ErrorOptions): AppError {
    return new AppError(...([key, details, options] as ErrorArguments))
  }

  /** An error that crossed, as it was. */
  static revive({ key, details }: ErrorData): AppError {
    return AppError.of(key, details)
  }

  get sentence(): Sentence {
    return { code: this.key, params: this.details ?? {} }
  }

  toData(): ErrorData {
    return { code: this.code, key: this.key, details: this.details }
  }
}
