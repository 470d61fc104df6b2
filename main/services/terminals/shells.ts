import { posix } from 'node:path'
import { inTurn } from '../../base/inTurn'
import type { ContainerFiles } from './containerFile'

/** Where shells lie, the best first. Distroless images for debugging have theirs in /busybox. */
const known = [
  '/bin/bash',
  '/usr/bin/bash',
  '/usr/local/bin/bash',
  '/bin/zsh',
  '/usr/bin/zsh',
  '/usr/bin/fish',
  '/bin/ash',
  '/bin/dash',
  '/bin/sh',
  '/usr/bin/sh',
  '/busybox/sh',
]
/** Lines of /etc/shells that are believed. */
const mostListed = 24
const mostUsers = 200
/** Files that are looked for at the same time. */
const atOnce = 4
/** Login shells that let nobody in. */
const closed = /\/(?:nologin|false|sync|shutdown|halt)$/

export interface User {
  readonly name: string
  readonly id: string
  readonly shell: string
}

/**
 * Shells that a container has, of each name one, the best first: the login shell of its user where that has one that is more
 * than `sh`.
 * @param user whose login shell is meant: a name or an id, perhaps with a group
 */
export async function findShells(
  files: ContainerFiles,
  users: readonly User[],
  user: string,
): Promise<readonly string[]> {
  const login = loginShell(users, user)
  const listed = shellsIn(await files.text('/etc/shells'))
  const paths = [...new Set([...(login ? [login] : []), ...known, ...listed])]
  const there = await inTurn(paths, atOnce, (path) => files.isProgram(path))
  const seen = new Set<string>()
  return paths.filter((path, at) => {
    const name = posix.basename(path)
    if (!there[at] || seen.has(name)) return false
    seen.add(name)
    return true
  })
}

/** Absolute paths in the text of /etc/shells. */
export function shellsIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => /^\/[\w./+-]{1,200}$/.test(line) && !closed.test(line)).slice(0, mostListed)
}

/** Users in the text of /etc/passwd. Source: passwd(5). */
export function usersIn(text: string): readonly User[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length >= 7 && /^[\w.$-]{1,64}$/.test(parts[0]!))
    .map(([name = '', , id = '', , , , shell = '']) => ({ name, id, shell: shell.trim() }))
    .slice(0, mostUsers)
}

function loginShell(users: readonly User[], user: string): string | null {
  const [wanted = ''] = user.split(':')
  const { shell = '' } = users.find(({ name, id }) => name === wanted || id === (wanted || '0')) ?? {}
  const isMore = shell.startsWith('/') && !closed.test(shell) && posix.basename(shell) !== 'sh'
  return isMore ? shell : null
}
