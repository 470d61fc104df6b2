import { CommitRequest } from '../../../main/contract/containers'

/** What a person types into Commit: text as it is. */
export interface CommitForm {
  reference: string
  message: string
  author: string
  pause: boolean
}

export const emptyCommitForm = (): CommitForm => ({ reference: '', message: '', author: '', pause: true })

export interface CheckedCommit {
  /** Null while something is wrong. */
  readonly request: CommitRequest | null
  /** By the field the key of the sentence about it. */
  readonly problems: ReadonlyMap<string, string>
}

/** The form as the request that the contract wants, or what is wrong with it. */
export function checkCommit(form: CommitForm): CheckedCommit {
  const reference = form.reference.trim()
  const parsed = CommitRequest.safeParse({
    reference,
    message: form.message.trim(),
    author: form.author.trim(),
    pause: form.pause,
  })
  const problems = new Map<string, string>()
  for (const { path } of parsed.error?.issues ?? []) {
    const field = String(path[0])
    if (field !== 'reference') problems.set(field, 'long')
    else if (reference === '') problems.set(field, 'missing')
    else problems.set(field, reference.includes('@') ? 'digest' : 'reference')
  }
  return { request: parsed.data ?? null, problems }
}
