import { describe, expect, it } from 'vitest'
import type { Container } from '../../../main/contract/containers'
import type { Image } from '../../../main/contract/images'
import { shortId } from '../../../main/shared/digest'
import { imageName } from '../../../main/shared/imageReference'
import { canNameImage, findImage } from '../../../renderer/data/imageNames'
import { imageKind } from '../../../renderer/features/images/kind'
import { imageRows, isOfUse } from '../../../renderer/features/images/list'
import { filterRows } from '../../../renderer/ui/filter/filter'
import { sortRows } from '../../../renderer/ui/table/sortRows'
import { isKnownTime } from '../../../renderer/ui/text/times'

const id = (digit: string) => `sha256:${digit.repeat(64)}`
const y2026 = Date.UTC(2026, 0, 1)
const image = (digit: string, tags: string[], change: Partial<Image> = {}): Image => ({
  id: id(digit),
  tags,
  digests: [],
  createdAt: y2026 + 1000,
  size: 1,
  ...change,
})
const images = [
  image('a', ['web:10', 'web:latest'], { size: 30, createdAt: y2026 + 5000 }),
  image('b', ['web:9'], { size: 20, createdAt: y2026 + 9000 }),
  image('c', [], { size: 50, createdAt: 1000, digests: ['debian@sha256:12'] }),
  image('d', ['registry.example:5000/team/db:1'], { size: 10, createdAt: y2026 + 7000 }),
]
const containers = ['a', 'a', 'd'].map((digit, at) => ({ id: `${at}`, imageId: id(digit) }) as Container)
const kind = imageKind()
const rows = imageRows(images, containers)
const sorted = (key: string, descending = false) =>
  sortRows(rows, kind.columns, { key, descending }, kind.rowKey)
    .map(({ id: of }) => of[7])
    .join('')

describe('the list of images', () => {
  it('counts the containers of each image by its id', () => {
    expect(rows.map((row) => row.containers.length)).toEqual([2, 0, 0, 1])
  })

  it('knows which are unused and which are dangling', () => {
    const of = (use: 'all' | 'unused' | 'dangling') =>
      rows
        .filter((row) => isOfUse(row, use))
        .map((row) => row.id[7])
        .join('')
    expect([of('all'), of('unused'), of('dangling')]).toEqual(['abcd', 'bc', 'c'])
    const found = filterRows(rows, 'use:unused', kind.fields, 10_000).rows
    expect(found.map((row) => row.id[7]).join('')).toBe('bc')
  })

  it('sorts numbers in names as numbers, and leaves what has no tag at the end', () => {
    expect(sorted('tag')).toBe('dbac')
    expect(sorted('tag', true)).toBe('abdc')
  })

  it('sorts by size, containers, id and age, unknown times last', () => {
    expect(sorted('size')).toBe('dbac')
    expect(sorted('containers', true)).toBe('adbc')
    expect(sorted('id', true)).toBe('dcba')
    expect(sorted('age')).toBe('bdac')
    expect(sorted('age', true)).toBe('adbc')
    expect(isKnownTime(0) || isKnownTime(null) || isKnownTime(-62135596800000)).toBe(false)
  })

  it('filters by words of any tag, and by the beginning of the id', () => {
    const found = (query: string) =>
      filterRows(rows, query, kind.fields, 10_000)
        .rows.map((of) => of.id[7])
        .join('')
    expect(found('')).toBe('abcd')
    expect(found('WEB')).toBe('ab')
    expect(found('team :1')).toBe('d')
    expect(found('latest')).toBe('a')
    expect(found('cccc')).toBe('c')
    expect(found(`sha256:${'b'.repeat(8)}`)).toBe('b')
    expect(found('nothing')).toBe('')
    expect(found('web:9')).toBe('b')
    expect(found('size:>20B containers:0')).toBe('c')
    expect(found('-tag:e')).toBe('c')
  })
})

describe('names of images', () => {
  it('calls an image by its first tag, else by its short id', () => {
    expect(imageName(images[0]!)).toBe('web:10')
    expect(imageName(images[2]!)).toBe('cccccccccccc')
    expect(shortId(id('e'))).toBe('eeeeeeeeeeee')
  })

  it('finds what a person means', () => {
    const found = (text: string) => findImage(images, text)?.id[7]
    expect(found('web')).toBe('a')
    expect(found(' web:9 ')).toBe('b')
    expect(found('registry.example:5000/team/db')).toBeUndefined()
    expect(found('registry.example:5000/team/db:1')).toBe('d')
    expect(found('debian@sha256:12')).toBe('c')
    expect(found('cccccccccccc')).toBe('c')
    expect(found(id('c'))).toBe('c')
    expect(found(id('f'))).toBeUndefined()
    expect(found('')).toBeUndefined()
  })

  it('knows what cannot be one', () => {
    for (const text of ['debian', 'debian:12', 'registry.example:5000/a/b', id('a'), 'aaaaaaaaaaaa']) {
      expect(canNameImage(text)).toBe(true)
    }
    for (const text of ['', 'Has Blanks', 'UPPER', 'a::b', '/etc']) expect(canNameImage(text)).toBe(false)
  })
})
