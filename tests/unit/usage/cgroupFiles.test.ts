import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCgroups, readCgroup } from '../../../main/services/usage/cgroupFiles'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-cgroup-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** As they were recorded of a running container. */
function record(files: Readonly<Record<string, string>>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

describe('cgroup v1', () => {
  const cgroups = `12:pids:/docker/abc
5:memory:/docker/abc
4:blkio:/docker/abc
3:cpu,cpuacct:/docker/abc
1:name=systemd:/docker/abc
0::/
`
  it('tells of each controller what it counts, and of processes those of cgroups inside', () => {
    record({
      'cpuacct/docker/abc/cpuacct.usage': '12500000000\n',
      'memory/docker/abc/memory.usage_in_bytes': '73400320\n',
      'memory/docker/abc/memory.stat': 'cache 9\ninactive_file 1\ntotal_inactive_file 20971520\n',
      'memory/docker/abc/cgroup.procs': '100\n101\n',
      'memory/docker/abc/inner/cgroup.procs': '102\n',
      'blkio/docker/abc/blkio.throttle.io_service_bytes_recursive':
        '8:0 Read 4096\n8:0 Write 8192\n8:0 Sync 1\n8:0 Async 2\n8:0 Total 12288\n8:16 Read 1000\nTotal 13288\n',
    })
    expect(readCgroup(parseCgroups(cgroups), root)).toEqual({
      cpu: 12.5,
      memory: 52428800,
      read: 5096,
      written: 8192,
      pids: [100, 101, 102],
    })
  })

  it('leaves out what the machine does not count', () => {
    record({ 'cpuacct/docker/abc/cpuacct.usage': '1000000000\n' })
    expect(readCgroup(parseCgroups(cgroups), root)).toMatchObject({ cpu: 1, memory: null, read: null })
  })

  it('takes the figures of the whole machine for those of no container', () => {
    record({ 'cpuacct/cpuacct.usage': '1000000000\n', 'memory/memory.usage_in_bytes': '5\n' })
    expect(readCgroup(parseCgroups('3:cpu,cpuacct:/\n5:memory:/\n'), root)).toBeNull()
  })
})

describe('cgroup v2', () => {
  const path = 'user.slice/docker-abc.scope'

  it('tells all in one place', () => {
    record({
      [`${path}/cpu.stat`]: 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n',
      [`${path}/memory.current`]: '73400320\n',
      [`${path}/memory.stat`]: 'anon 5\nactive_file 3\ninactive_file 20971520\n',
      [`${path}/io.stat`]:
        '8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=4 wbytes=0 rios=1 wios=0\n',
      [`${path}/cgroup.procs`]: '',
      [`${path}/init/cgroup.procs`]: '7\n8\n',
    })
    expect(readCgroup(parseCgroups(`0::/${path}\n`), root)).toEqual({
      cpu: 2.5,
      memory: 52428800,
      read: 4100,
      written: 8192,
      pids: [7, 8],
    })
  })

  it('has nothing moved where a disk was never touched, and nothing at all outside of what can be seen', () => {
    record({ [`${path}/cpu.stat`]: 'usage_usec 1000000\n', [`${path}/io.stat`]: '' })
    expect(readCgroup(parseCgroups(`0::/${path}\n`), root)).toMatchObject({ cpu: 1, read: 0, written: 0 })
    for (const text of ['0::/\n', `0::/../${path}\n`, '', 'nonsense', '0::/gone\n']) {
      expect(readCgroup(parseCgroups(text), root)).toBeNull()
    }
  })
})
