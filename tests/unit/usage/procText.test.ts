import { describe, expect, it } from 'vitest'
import {
  commandWords,
  innerUser,
  parseInnerPid,
  parseIo,
  parseKilobytes,
  parseNetworks,
  parseStat,
  parseUser,
} from '../../../main/services/usage/procText'

const stat = (name: string, state = 'S') =>
  `4242 (${name}) ${state} 1 4242 4242 0 -1 4194560 100 0 0 0 1234 66 50 25 20 0 3 0 987654 1000000 250 18446744073709551615`

describe('what /proc tells of a process', () => {
  it.each(['sh', 'a b', ') R 1 (', 'x) 9 9 9', '(', 'line\nend)'])(
    'is read whatever it is called: %j',
    (name) => {
      expect(parseStat(stat(name))).toEqual({ own: 13, ended: 0.75, startedAt: '987654', isZombie: false })
    },
  )

  it('tells of one that has ended, and nothing of what makes no sense', () => {
    expect(parseStat(stat('sh', 'Z'))?.isZombie).toBe(true)
    for (const text of ['', '1', '1 (sh)', '1 (sh) R 1 2', 'nonsense']) expect(parseStat(text)).toBeNull()
  })

  it('has memory in kilobytes, under its exact name', () => {
    const text = 'Rss:    4096 kB\nPss:    1024 kB\nPss_Dirty:   8 kB\n'
    expect(parseKilobytes(text, 'Pss')).toBe(1024 * 1024)
    expect(parseKilobytes('', 'Pss')).toBeNull()
  })

  it('has networks, with and without a space before the figures, and not the loopback', () => {
    const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  999       9    0    0    0     0          0         0      999       9    0    0    0     0       0          0
  eth0:1000      10    0    0    0     0          0         0      200       2    0    0    0     0       0          0
eth1.5:    30       1    0    0    0     0          0         0        4       1    0    0    0     0       0          0
`
    expect(parseNetworks(text)).toEqual({ received: 1030, sent: 204 })
    expect(parseNetworks('')).toEqual({ received: 0, sent: 0 })
  })

  it('has what went to disks, without what was taken back', () => {
    const text = 'rchar: 5\nwchar: 6\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 4096\n'
    expect(parseIo(text)).toEqual({ read: 4096, written: 4096 })
    expect(parseIo('')).toBeNull()
  })

  it('has the pid and the user that the container knows', () => {
    const status = 'Name:\tsh\nUid:\t100999\t101000\t100999\t100999\nNSpid:\t4242\t37\t1\n'
    expect(parseInnerPid(status)).toBe(1)
    expect(parseInnerPid('NSpid:\t4242\n')).toBe(4242)
    expect(parseInnerPid('Name:\tsh\n')).toBeNull()
    const map = '         0       1000          1\n         1     100000      65536\n'
    expect(innerUser(map, parseUser(status)!)).toBe(1001)
    expect(innerUser(map, 1000)).toBe(0)
    expect(innerUser(map, 7)).toBeNull()
  })

  it('has the words of a command, as long as they may be', () => {
    expect(commandWords('sh\0-c\0a b\0')).toEqual(['sh', '-c', 'a b'])
    expect(commandWords('nginx: worker process\0\0\0\0')).toEqual(['nginx: worker process'])
    expect(commandWords('')).toEqual([])
    expect(commandWords('x'.repeat(5000))[0]).toHaveLength(1000)
  })
})
