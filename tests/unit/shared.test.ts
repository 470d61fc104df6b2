import { describe, expect, it } from 'vitest'
import { scaleBytes } from '../../main/shared/bytes'
import { digestDigits, idBeginsWith, isDigest, sha256Digits, shortId } from '../../main/shared/digest'
import { commandLine, shellWord } from '../../main/shared/shellWords'

const hex = '0123456789abcdef'.repeat(4)

describe('digests', () => {
  it('are cut to twelve digits, with their algorithm or without', () => {
    expect(shortId(`sha256:${hex}`)).toBe('0123456789ab')
    expect(shortId(hex)).toBe('0123456789ab')
    expect(digestDigits(`sha256:${hex}`)).toBe(hex)
    expect(digestDigits('busybox')).toBe('busybox')
  })

  it('are told from names', () => {
    expect(isDigest(`sha256:${hex}`)).toBe(true)
    expect(isDigest('sha256')).toBe(false)
    expect(isDigest('web:1')).toBe(false)
  })

  it('begin with what a person typed of them', () => {
    expect(idBeginsWith(`sha256:${hex}`, '0123456789ab')).toBe(true)
    expect(idBeginsWith(`sha256:${hex}`, 'sha256:0123')).toBe(true)
    expect(idBeginsWith(`sha256:${hex}`, 'sha')).toBe(true)
    expect(idBeginsWith(`sha256:${hex}`, '123456789abc')).toBe(false)
  })

  it.each([
    '',
    'sha256:',
    hex,
    `sha256:${hex}0`,
    `sha256:../${hex.slice(3)}`,
    `sha512:${hex}`,
    `sha256:${hex}\n`,
  ])('name no file where they are not whole: %j', (text) => expect(sha256Digits(text)).toBeNull())

  it('give their digits for a file', () => expect(sha256Digits(`sha256:${hex}`)).toBe(hex))
})

describe('bytes', () => {
  it.each([
    [0, 0, 'byte', 0],
    [999, 999, 'byte', 0],
    [1000, 1, 'kilobyte', 2],
    [999_400, 999.4, 'kilobyte', 0],
    [999_500, 0.9995, 'megabyte', 2],
    [9_994_000, 9.994, 'megabyte', 2],
    [9_995_000, 9.995, 'megabyte', 1],
    [99_950_000, 99.95, 'megabyte', 0],
    [2e18, 2000, 'petabyte', 0],
  ])('%d are %d %s', (bytes, value, unit, digits) => {
    expect(scaleBytes(bytes)).toEqual({ value: expect.closeTo(value), unit, digits })
  })
})

describe('words of a shell', () => {
  it.each([
    ['a,b=c@d:1/e-f.g%+_', 'a,b=c@d:1/e-f.g%+_'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$HOME', "'$HOME'"],
    ['a\nb', "'a\nb'"],
  ])('%j is typed as %s', (text, typed) => expect(shellWord(text)).toBe(typed))

  it('make a line', () => expect(commandLine(['sh', '-c', 'exit 1'])).toBe("sh -c 'exit 1'"))
})
