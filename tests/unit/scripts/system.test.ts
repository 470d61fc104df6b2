import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { freeRange, hasRange } from '../../../scripts/setup/rootlessNeeds.mjs'
import { installedPackages, oneCommand, systemPackages } from '../../../scripts/setup/systemPackages.mjs'

describe('the system’s packages', () => {
  it('bear the t64 names where the machine has them', () => {
    const old = systemPackages('2.36-9+deb12u14', { virtualDisplay: false })
    expect(old).toEqual(expect.arrayContaining(['libgtk-3-0', 'libasound2', 'uidmap', 'g++']))
    const today = systemPackages('2.41-12', { virtualDisplay: false })
    expect(today).toEqual(expect.arrayContaining(['libgtk-3-0t64', 'libasound2t64', 'libnss3']))
    expect(systemPackages('2.39-0ubuntu8.4', { virtualDisplay: false })).toContain('libgtk-3-0t64')
  })

  it('include a display server only where one is needed', () => {
    expect(systemPackages('2.36-9', { virtualDisplay: false })).not.toContain('xvfb')
    expect(systemPackages('2.36-9', { virtualDisplay: true })).toContain('xvfb')
  })

  it('include what only tests run where tests are run', () => {
    expect(systemPackages('2.36-9', {})).not.toContain('openssl')
    expect(systemPackages('2.36-9', { tests: true })).toContain('openssl')
  })

  it('are what the .deb depends on, less the compiler', () => {
    const { deb } = parse(readFileSync('electron-builder.yml', 'utf8')) as { deb: { depends: string[] } }
    const [old, today] = ['2.36-9', '2.41-12'].map((glibc) => systemPackages(glibc, {}))
    const wanted = old!.map((name, at) => (name === today![at] ? name : `${today![at]} | ${name}`))
    expect(deb.depends).toEqual(wanted.filter((name) => name !== 'g++'))
  })

  it('count as installed only when dpkg says so', () => {
    const listing = 'g++ 12.2 installed\nxvfb 21.1 config-files\nuidmap  not-installed\n'
    expect([...installedPackages(listing)]).toEqual([['g++', '12.2']])
  })

  it('are installed by one command, together with what else needs root', () => {
    expect(oneCommand(['a', 'b'])).toBe('sudo apt-get install -y a b')
    expect(oneCommand(['a'], ['chmod 0666 /dev/net/tun'])).toBe(
      'sudo apt-get install -y a && sudo chmod 0666 /dev/net/tun',
    )
    expect(oneCommand([], ['modprobe tun'])).toBe('sudo modprobe tun')
  })
})

describe('subordinate ids', () => {
  it('belong to a user by name or by number, and must be enough', () => {
    expect(hasRange('ann:100000:65536\n', 'ann', 1000)).toBe(true)
    expect(hasRange('1000:100000:65536\n', 'ann', 1000)).toBe(true)
    expect(hasRange('ann:100000:1000\n', 'ann', 1000)).toBe(false)
    expect(hasRange('annabel:100000:65536\n', 'ann', 1000)).toBe(false)
    expect(hasRange('', 'ann', 1000)).toBe(false)
  })

  it('are given behind all that are taken', () => {
    expect(freeRange('')).toBe('100000-165535')
    expect(freeRange('ann:100000:65536\nbob:165536:65536\n')).toBe('231072-296607')
  })
})
