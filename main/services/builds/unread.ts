import { AppError } from '../../contract/errors'

const isDenied = ({ code = '' }: NodeJS.ErrnoException) => ['EACCES', 'EPERM'].includes(code)

/** What the system has against a file, or the folder itself, that is to be built from. */
export function unreadFile(thrown: unknown, file: string, object: string): AppError {
  const { message } = thrown as NodeJS.ErrnoException
  const key = isDenied(thrown as Error) ? 'denied/buildFile' : 'invalid-input/buildFile'
  return new AppError(key, { file, object, reason: message }, { cause: thrown })
}

/** What it has against a file in the folder. */
export function unreadEntry(thrown: unknown, path: string): AppError {
  const { message } = thrown as NodeJS.ErrnoException
  const details = { path, engine: message }
  if (isDenied(thrown as Error)) return new AppError('denied/contextFile', details, { cause: thrown })
  return new AppError('invalid-input/contextFile', { ...details, reason: message }, { cause: thrown })
}
