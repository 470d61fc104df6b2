import { describe, expect, it } from 'vitest'
import type { ContainerFiles } from '../../../main/services/terminals/containerFile'
import { findShells, shellsIn, usersIn } from '../../../main/services/terminals/shells'

const passwd = `root:x:0:0:root:/root:/bin/zsh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
app:x:1000:1000::/home/app:/bin/sh
two words:x:7:7::/:/bin/sh
short:x:8
`

function files(programs: readonly string[], texts: Readonly<Record<string, string>> = {}): ContainerFiles {
  return {
    isProgram: async (path) => programs.includes(path),
    text: async (path) => texts[path] ?? '',
  }
}
const users = usersIn(passwd)

describe('shells', () => {
  it('are those that are there, one of each name, the best first', async () => {
    expect(await findShells(files(['/bin/sh', '/bin/ash']), [], '')).toEqual(['/bin/ash', '/bin/sh'])
    expect(await findShells(files(['/bin/sh', '/usr/bin/sh', '/bin/bash', '/usr/bin/bash']), [], '')).toEqual(
      ['/bin/bash', '/bin/sh'],
    )
    expect(await findShells(files(['/busybox/sh']), [], '')).toEqual(['/busybox/sh'])
    expect(await findShells(files([]), [], '')).toEqual([])
  })

  it('begin with the login shell of the user, where that is more than sh', async () => {
    const there = files(['/bin/bash', '/bin/zsh', '/bin/sh'])
    expect((await findShells(there, users, ''))[0]).toBe('/bin/zsh')
    expect((await findShells(there, users, '0:0'))[0]).toBe('/bin/zsh')
    expect((await findShells(there, users, 'app'))[0]).toBe('/bin/bash')
    expect((await findShells(there, users, 'daemon'))[0]).toBe('/bin/bash')
    expect((await findShells(there, users, '4711'))[0]).toBe('/bin/bash')
  })

  it('are found where /etc/shells says, too', async () => {
    const there = files(['/opt/bin/nu', '/bin/sh'], { '/etc/shells': '/opt/bin/nu\n' })
    expect(await findShells(there, [], '')).toEqual(['/bin/sh', '/opt/bin/nu'])
  })

  it('are lines with an absolute path and nothing else', () => {
    const odd = '# all\n/bin/sh\nbash\n/bin/a b\n  /bin/zsh  \n/usr/sbin/nologin\n/x\u202e\n/bin/\x1b[2J\n'
    expect(shellsIn(odd)).toEqual(['/bin/sh', '/bin/zsh'])
    expect(shellsIn('/bin/x\n'.repeat(1000)).length).toBeLessThan(50)
  })

  it('users are whole lines with a plain name', () => {
    expect(users.map(({ name }) => name)).toEqual(['root', 'daemon', 'app'])
    expect(users[2]).toEqual({ name: 'app', id: '1000', shell: '/bin/sh' })
  })
})
