import { describe, expect, it } from 'vitest'
import {
  compare,
  glibcNeed,
  mainAddress,
  parseRecords,
  place,
  upstream,
} from '../../../scripts/setup/packageRecords.mjs'
import { lackOf } from '../../../scripts/setup/packageSuites.mjs'

describe('what apt says of packages', () => {
  it('is read by package', () => {
    const text =
      'Package: runc\nVersion: 1.1.5+ds1-1\nDepends: libc6 (>= 2.34)\n\nPackage: tini\nSHA256: 12\n'
    const records = parseRecords(text)
    expect([...records.keys()]).toEqual(['runc', 'tini'])
    expect(records.get('runc')).toMatchObject({ version: '1.1.5+ds1-1', depends: 'libc6 (>= 2.34)' })
  })

  it('tells what glibc a package wants', () => {
    expect(glibcNeed('adduser, libc6 (>= 2.34), iptables')).toBe('2.34')
    expect(glibcNeed('adduser')).toBeUndefined()
  })

  it('tells the distribution’s own address, not the one of security updates', () => {
    const targets = 'http://a.example/security trixie-security\nhttp://a.example/main trixie\n'
    expect(mainAddress(targets, 'trixie')).toBe('http://a.example/main')
    expect(mainAddress(targets, 'sid')).toBeUndefined()
  })

  it.each([
    [100, 'E: The repository ’http://a.example forky Release’ does not have a Release file.', 'has no forky'],
    [100, 'E: Failed to fetch http://a.example/InRelease  404  Not Found', 'has no forky'],
    [100, 'E: Could not resolve ’a.example’', 'forky could not be reached: Could not resolve ’a.example’'],
    [0, 'W: Failed to fetch http://a.example/InRelease', 'forky could not be reached: Failed to fetch'],
    [124, '', 'forky could not be reached: it took too long and was ended.'],
    [0, '', 'forky has none of the packages'],
  ])('tells why a suite is not there: %i %s', (code, said, words) => {
    expect(lackOf('forky', false, code, said)).toContain(words)
  })

  it('does not take the machine’s own suite for absent', () => {
    expect(lackOf('bookworm', true, 100, 'E: 404  Not Found')).toContain('bookworm could not be reached')
  })
})

describe('versions', () => {
  it('are compared by their numbers alone', () => {
    expect(upstream('1:1.38.0-3+b1')).toBe('1.38.0')
    expect(upstream('28.5.2+dfsg4-5')).toBe('28.5.2')
    expect(compare('28.5.2+dfsg4-5', '28.5.2')).toBe(0)
    expect(compare('1.7.24~ds1-6', '1.10')).toBeLessThan(0)
    expect(compare('2.36-9+deb12u14', '2.4')).toBeGreaterThan(0)
    expect(compare('28', '28.0.0')).toBe(0)
  })

  it.each([
    ['27.5.1', 'older'],
    ['28.0.0~rc1', 'within'],
    ['28.9.9', 'within'],
    ['29.0.0', 'newer'],
  ])('lie beside a range: %s is %s', (version, where) => {
    expect(place(version, ['28', '29'])).toBe(where)
  })

  it('may lie in a range without an end', () => {
    expect(place('30.1', ['29'])).toBe('within')
  })
})
