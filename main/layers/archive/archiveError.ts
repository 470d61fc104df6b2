import { AppError } from '../../contract/errors'
import { IndexError } from '../indexError'
import type { Limits } from './limits'

/** What is wrong with an archive. */
export type ArchiveProblem =
  | 'cut-off'
  | 'bad-header'
  | 'bad-path'
  | 'bad-compression'
  | 'bad-document'
  | 'bad-digest'
  | 'bad-layout'
  | 'missing'
  | 'duplicate'
  | 'limit'

/** Inside this folder; whoever calls it sees an AppError. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'

  constructor(
    readonly problem: ArchiveProblem,
    message: string,
    readonly limit?: keyof Limits,
  ) {
    super(message)
  }
}

/** Beyond a limit of the table. */
export function tooMuch(limit: keyof Limits, message: string): ArchiveError {
  return new ArchiveError('limit', message, limit)
}

/**
 * What was thrown, as an AppError: `archive-invalid` with `details.problem`, and `details.limit` where there is one.
 * @param object the archive, by the name that the person knows
 */
export function archiveError(thrown: unknown, object: string): AppError {
  if (thrown instanceof AppError) return thrown
  const { message } = thrown as Error
  if (thrown instanceof ArchiveError) {
    const { problem, limit } = thrown
    return new AppError('archive-invalid', `${object}: ${message}`, {
      object,
      reason: message,
      problem,
      limit,
    })
  }
  if (thrown instanceof IndexError) {
    const details = { object, reason: message, problem: 'bad-path' }
    return new AppError('archive-invalid', `${object}: ${message}`, details)
  }
  const code = fileCodes[(thrown as NodeJS.ErrnoException).code ?? '']
  if (!code) return AppError.from(thrown)
  return new AppError(code, `${object}: ${message}`, { object, reason: message }, { cause: thrown })
}

const fileCodes: Readonly<Record<string, 'not-found' | 'denied' | 'disk-full' | 'conflict' | 'unsupported'>> =
  {
    ENOENT: 'not-found',
    ENOTDIR: 'not-found',
    EACCES: 'denied',
    EPERM: 'denied',
    EROFS: 'denied',
    ENOSPC: 'disk-full',
    EDQUOT: 'disk-full',
    EFBIG: 'disk-full',
    ENAMETOOLONG: 'unsupported',
    EINVAL: 'unsupported',
    EILSEQ: 'unsupported',
    EEXIST: 'conflict',
    ENOTEMPTY: 'conflict',
  }
