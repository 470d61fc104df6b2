import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

const ids = 65536

/**
 * What keeps an ordinary user's engine from running on this machine, and the command (for root) that mends it.
 * @returns {{ what: string, command: string }[]}
 */
export function rootlessNeeds() {
  const { username, uid } = userInfo()
  const needs = []
  if (!existsSync('/dev/net/tun')) needs.push({ what: 'there is no /dev/net/tun', command: 'modprobe tun' })
  else if (!usable('/dev/net/tun')) {
    needs.push({ what: '/dev/net/tun is closed to ordinary users', command: 'chmod 0666 /dev/net/tun' })
  }
  const [subuid, subgid] = ['/etc/subuid', '/etc/subgid'].map(read)
  if (![subuid, subgid].every((lines) => hasRange(lines, username, uid))) {
    const range = freeRange(subuid + subgid)
    const files = ['/etc/subuid', '/etc/subgid']
    // usermod wants the files to be there.
    const missing = files.filter((file) => !existsSync(file)).join(' ')
    if (missing) needs.push({ what: `there is no ${missing}`, command: `touch ${missing}` })
    needs.push({
      what: `${username} has no range of subordinate ids in ${files.join(' and ')}`,
      command: `usermod --add-subuids ${range} --add-subgids ${range} ${username}`,
    })
  }
  if (read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() === '1') {
    const command = 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
    needs.push({ what: 'AppArmor restricts user namespaces', command })
  }
  return needs
}

/** Whether lines such as `name:100000:65536` give a user enough ids. */
export function hasRange(lines, username, uid) {
  return lines.split('\n').some((line) => {
    const [who, , count] = line.split(':')
    return (who === username || who === String(uid)) && Number(count) >= ids
  })
}

/** The first range behind all that are given away. */
export function freeRange(lines) {
  const ends = lines.split('\n').map((line) => {
    const [, first, count] = line.split(':').map(Number)
    return first + count || 0
  })
  const first = Math.max(100_000, ...ends)
  return `${first}-${first + ids - 1}`
}

function usable(file) {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
