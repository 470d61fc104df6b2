import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../scripts/package/arguments.mjs'
import { root } from '../../../scripts/support/paths.mjs'

describe('the words of npm run package', () => {
  it('mean the unpacked application in dist when there are none', () => {
    expect(readArguments([])).toEqual({ targets: ['dir'], output: `${root}/dist` })
  })

  it('name packages and a folder, in any order', () => {
    expect(readArguments(['deb', '--output', 'there', 'AppImage'])).toEqual({
      targets: ['deb', 'AppImage'],
      output: 'there',
    })
  })

  it.each([['rpm'], ['--output'], ['deb', '--sign']])('make no sense as %j', (...words) => {
    expect(() => readArguments(words)).toThrow(/rpm|--output needs|--sign/)
  })
})
