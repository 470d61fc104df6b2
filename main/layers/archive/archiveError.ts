import { AppError } from '../../contract/errors'
import { type Code, type ParamsOf, type Sentence, say } from '../../texts/sentence'
import { EntryError } from '../entryError'
import type { Limits } from './limits'

type Reason<C> = C extends `archive/${infer Key}` ? Key : never
/** What is wrong with an archive, and behind a stroke what is so exactly: `bad-header/checksum`. */
export type ArchiveKey = Reason<Code>
/** Its kind. */
export type ArchiveProblem = ArchiveKey extends infer Key
  ? Key extends `${infer P}/${string}`
    ? P
    : Key
  : never

type ArchiveArguments = {
  [K in ArchiveKey]: Record<never, never> extends ParamsOf<`archive/${K}`>
    ? [key: K]
    : [key: K, params: ParamsOf<`archive/${K}`>]
}[ArchiveKey]

/** `new ArchiveError('missing', { name })`. Inside this folder; whoever calls it sees an AppError. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
  readonly problem: ArchiveProblem
  /** The limit that was passed. */
  readonly limit?: keyof Limits
  /** What is wrong, as part of a sentence. */
  readonly reason: Sentence

  constructor(...[key, params]: ArchiveArguments) {
    const reason: Sentence = { code: `archive/${key}`, params: params ?? {} }
    super(say(reason))
    this.reason = reason
    const [problem, exactly] = key.split('/')
    this.problem = problem as ArchiveProblem
    if (problem === 'limit') this.limit = exactly as keyof Limits
  }
}

/**
 * What was thrown, as an AppError: `archive-invalid` with `details.problem`, and `details.limit` where there is one.
 * @param object the archive, by the name that the person knows
 */
export function archiveError(thrown: unknown, object: string): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof ArchiveError) {
    const { reason, problem, limit } = thrown
    return new AppError('archive-invalid/problem', { object, reason, problem, limit })
  }
  if (thrown instanceof EntryError) {
    const { reason } = thrown
    return new AppError('archive-invalid/problem', { object, reason, problem: 'bad-path' })
  }
  const { code = '', message } = thrown as NodeJS.ErrnoException
  const key = systemErrors[code]
  return key ? new AppError(key, { object, reason: message }, { cause: thrown }) : AppError.from(thrown)
}

/** What the system says, which is foreign text, of files and directories that the person chose. */
const systemErrors: Readonly<
  Record<
    string,
    'not-found' | 'denied/reason' | 'disk-full/file' | 'conflict/exists' | 'unsupported/system' | undefined
  >
> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  EACCES: 'denied/reason',
  EPERM: 'denied/reason',
  EROFS: 'denied/reason',
  ENOSPC: 'disk-full/file',
  EDQUOT: 'disk-full/file',
  EFBIG: 'disk-full/file',
  ENAMETOOLONG: 'unsupported/system',
  EINVAL: 'unsupported/system',
  EILSEQ: 'unsupported/system',
  EEXIST: 'conflict/exists',
  ENOTEMPTY: 'conflict/exists',
}
