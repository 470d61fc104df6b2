import { describe, expect, it } from 'vitest'
import {
  choosePackages,
  glibcNeed,
  mainAddress,
  parseRecords,
} from '../../../scripts/setup/packageChoice.mjs'

const stanza = (name: string, version: string, depends: string) =>
  `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nDepends: ${depends}\nSHA256: ${name}-${version}\n`

const parts = [
  { name: 'docker.io', programs: ['dockerd'] },
  { name: 'docker-cli', programs: ['docker'], optional: true },
  { name: 'runc', programs: ['runc'] },
  { name: 'tini', programs: ['tini-static'], static: true },
]
const own = parseRecords(
  [
    stanza('docker.io', '20.10.24', 'libc6 (>= 2.34)'),
    stanza('runc', '1.1.5', 'libc6 (>= 2.34)'),
    stanza('tini', '0.19.0-1', 'libc6 (>= 2.34)'),
  ].join('\n'),
)
const newer = parseRecords(
  [
    stanza('docker.io', '26.1.5', 'adduser, libc6 (>= 2.34), iptables'),
    stanza('docker-cli', '26.1.5', 'libc6 (>= 2.34)'),
    stanza('runc', '1.1.15', 'libc6 (>= 2.38), libseccomp2 (>= 2.5.0)'),
    stanza('tini', '0.19.0-3', 'libc6 (>= 2.38)'),
  ].join('\n'),
)
const chosen = (list: ReturnType<typeof choosePackages>) =>
  list.map(({ from, record }) => `${record.name} ${record.version} ${from}`)

describe('the choice of the engine’s packages', () => {
  it('takes the newer suite, but for what wants a newer glibc and is not static', () => {
    const fits = (glibc: string) => Number(glibc) <= 2.36
    expect(chosen(choosePackages(parts, own, newer, fits))).toEqual([
      'docker.io 26.1.5 newer',
      'docker-cli 26.1.5 newer',
      'runc 1.1.5 own',
      'tini 0.19.0-3 newer',
    ])
  })

  it('takes everything from the machine’s own suite when there is no need for a newer one', () => {
    expect(chosen(choosePackages(parts, own, undefined, () => true))).toEqual([
      'docker.io 20.10.24 own',
      'runc 1.1.5 own',
      'tini 0.19.0-1 own',
    ])
  })

  it('names a part that is nowhere to be had', () => {
    expect(() => choosePackages(parts, new Map(), undefined, () => true)).toThrow(/docker\.io/)
  })

  it('reads what glibc a package wants', () => {
    expect(glibcNeed('adduser, libc6 (>= 2.34), iptables')).toBe('2.34')
    expect(glibcNeed('adduser')).toBeUndefined()
  })

  it('finds the distribution’s own address, not the one of security updates', () => {
    const targets = 'http://a.example/security trixie-security\nhttp://a.example/main trixie\n'
    expect(mainAddress(targets, 'trixie')).toBe('http://a.example/main')
    expect(mainAddress(targets, 'sid')).toBeUndefined()
  })
})
