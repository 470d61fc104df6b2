import type { AppError, ErrorKey } from '../../../main/contract/errors'

/** A registry that it could help to log in to. */
export interface Gate {
  readonly host: string
  /** Who was let in before. */
  readonly user?: string
  /** Nothing else can help; else it may as well be the name that is wrong. */
  readonly must: boolean
}

const hopelessWithout: readonly ErrorKey[] = [
  'registry-denied/login',
  'registry-denied/stale',
  'registry-denied/kept',
]

/** Null where a log-in would change nothing. */
export function wantsLogIn({ key, details }: AppError): Gate | null {
  const { login, host, user } = details ?? {}
  if (!login || typeof host !== 'string') return null
  return { host, user: typeof user === 'string' ? user : undefined, must: hopelessWithout.includes(key) }
}
