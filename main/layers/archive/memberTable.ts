import { ArchiveError } from './archiveError'
import { cleanPath } from './entryPath'
import type { Limits } from './limits'
import type { TarEntry } from './tarEntry'

/** As many links as are followed from one member to the next. */
const mostLinks = 8

/** The members of an image's archive by name: regular files with what is known of each, and links between them. */
export interface MemberTable<T> {
  /** @throws ArchiveError for a second file of the same name, as it is then open what the archive says */
  file(entry: TarEntry, value: T): void
  link(entry: TarEntry): void
  /** Undefined when there is none, or only links that lead nowhere or out of the archive. */
  find(name: string): T | undefined
  readonly count: number
}

export function createMemberTable<T>(limits: Limits): MemberTable<T> {
  const files = new Map<string, T>()
  const links = new Map<string, string>()
  let nameBytes = 0
  let count = 0

  function account(entry: TarEntry) {
    nameBytes += entry.path.length + entry.link.length
    if (++count > limits.members) throw new ArchiveError('limit/members')
    if (nameBytes > limits.memberNameBytes) throw new ArchiveError('limit/memberNameBytes')
  }

  return {
    file(entry, value) {
      account(entry)
      const name = memberName(entry.path, limits)
      if (files.has(name)) throw new ArchiveError('duplicate', { name })
      files.set(name, value)
    },

    link(entry) {
      account(entry)
      const name = memberName(entry.path, limits)
      const link = Buffer.from(entry.link).toString('latin1')
      if (entry.kind === 'hardlink') links.set(name, link)
      // An absolute one leads out of any archive.
      else if (!link.startsWith('/')) links.set(name, `${name.slice(0, name.lastIndexOf('/') + 1)}${link}`)
    },

    find(name) {
      let at: string | undefined = name
      for (let hop = 0; hop <= mostLinks && at !== undefined; hop++) {
        const found = files.get(at)
        if (found !== undefined) return found
        const link: string | undefined = links.get(at)
        at = link === undefined ? undefined : nameOrNothing(link, limits)
      }
      return undefined
    },

    get count() {
      return count
    },
  }
}

/** The names that a member's path consists of, each byte as one character. @throws ArchiveError */
export function memberName(path: Uint8Array, limits: Limits): string {
  const names = Buffer.from(cleanPath(path, limits)).toString('latin1').split('/')
  return names.filter((name) => name !== '' && name !== '.').join('/')
}

function nameOrNothing(path: string, limits: Limits): string | undefined {
  try {
    return memberName(Buffer.from(path, 'latin1'), limits)
  } catch {
    return undefined
  }
}
