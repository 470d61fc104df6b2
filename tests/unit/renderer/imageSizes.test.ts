import { describe, expect, it } from 'vitest'
import { chainIds } from '../../../main/layers/overlay'
import { layerSizesOf } from '../../../main/services/images/sizes'
import { shownTags } from '../../../renderer/features/images/freshTags'
import { originOf } from '../../../renderer/features/images/origin'
import { freedBytes, storedBytes, uniqueBytes } from '../../../renderer/features/images/sizes'

const diff = (letter: string) => `sha256:${letter.repeat(64)}`

/** Images by their layers, a letter each, of which each takes this many bytes. */
function images(of: Readonly<Record<string, string>>, bytes: Readonly<Record<string, number>>) {
  return layerSizesOf(
    new Map(
      Object.entries(of).map(([id, letters]) => {
        const diffIds = [...letters].map(diff)
        const chain = chainIds(diffIds)
        const known = [...letters].flatMap((letter, at) =>
          letter in bytes ? [[chain[at]!, bytes[letter]!] as const] : [],
        )
        return [id, { diffIds, sizes: new Map(known) }]
      }),
    ),
  )
}

describe('what images take', () => {
  const sizes = images({ base: 'a', web: 'ab', db: 'ac', other: 'b' }, { a: 100, b: 10, c: 1 })

  it('counts each layer once, and the same files on another base once more', () => {
    expect(storedBytes(sizes)).toEqual({ bytes: 121, partly: false })
  })

  it('tells what only one image has', () => {
    expect(Object.fromEntries(uniqueBytes(sizes))).toEqual({ base: 0, web: 10, db: 1, other: 10 })
  })

  it('tells what goes with some of them, which is more than what each has alone', () => {
    expect(freedBytes(sizes, ['web']).bytes).toBe(10)
    expect(freedBytes(sizes, ['web', 'db']).bytes).toBe(11)
    expect(freedBytes(sizes, ['base', 'web', 'db']).bytes).toBe(111)
    expect(freedBytes(sizes, ['gone']).bytes).toBe(0)
    expect(freedBytes(sizes, []).bytes).toBe(0)
  })

  it('says that it is not all where a layer has no known size', () => {
    const partly = images({ web: 'ab', db: 'a' }, { a: 100 })
    expect(storedBytes(partly)).toEqual({ bytes: 100, partly: true })
    expect(freedBytes(partly, ['web'])).toEqual({ bytes: 0, partly: true })
    expect(freedBytes(partly, ['db'])).toEqual({ bytes: 0, partly: false })
  })

  it('takes the size from whichever image knows it', () => {
    const chain = chainIds([diff('a')])
    const mixed = layerSizesOf(
      new Map([
        ['first', { diffIds: [diff('a')], sizes: new Map<string, number>() }],
        ['second', { diffIds: [diff('a')], sizes: new Map([[chain[0]!, 7]]) }],
      ]),
    )
    expect(mixed).toEqual({ layers: [7], images: { first: [0], second: [0] } })
  })
})

describe('from where an image comes', () => {
  const id = diff('1')
  it('is the registry whose digest it has', () => {
    expect(originOf({ id, digests: [`nginx@${diff('2')}`] })).toEqual({
      kind: 'registry',
      host: 'docker.io',
      name: 'nginx',
    })
    expect(originOf({ id, digests: [`reg.example:5000/team/app@${diff('2')}`] })).toMatchObject({
      host: 'reg.example:5000',
    })
  })
  it('is nowhere without one, also where the digest is its own', () => {
    expect(originOf({ id, digests: [] })).toEqual({ kind: 'none' })
    expect(originOf({ id, digests: [`localhost/app@${diff('2')}`] })).toEqual({ kind: 'none' })
    expect(originOf({ id, digests: [`app@${id}`] })).toMatchObject({ kind: 'unsure', host: 'docker.io' })
  })
})

describe('the tags of a row', () => {
  it('begin with the one by which it came last', () => {
    expect(shownTags(['a:1', 'a:2', 'a:3'], undefined)).toEqual(['a:1'])
    expect(shownTags(['a:1', 'a:2', 'a:3'], 'a:3')).toEqual(['a:3', 'a:1'])
    expect(shownTags(['a:1', 'a:2'], 'a:1')).toEqual(['a:1'])
    expect(shownTags(['a:1'], 'gone:1')).toEqual(['a:1'])
    expect(shownTags([], undefined)).toEqual([])
  })
})
