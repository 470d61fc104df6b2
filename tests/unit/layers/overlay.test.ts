import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { containerDirectories, imageDirectories } from '../../../main/layers/overlay'

const overlay = (UpperDir: string, LowerDir?: string, Name = 'overlay2') => ({
  GraphDriver: { Name, Data: { UpperDir, LowerDir } },
})

describe('the directories of an image', () => {
  it('come base first, in step with its layers', () => {
    const stack = overlay('/d/top/diff', '/d/middle/diff:/d/base/diff')
    const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
    expect(imageDirectories(stack, ['b', 'm', 't'])).toEqual([
      { diffId: 'b', chainId: 'b', directory: '/d/base/diff' },
      { diffId: 'm', chainId: hash('b m'), directory: '/d/middle/diff' },
      { diffId: 't', chainId: hash(`${hash('b m')} t`), directory: '/d/top/diff' },
    ])
  })

  it('may be one, or none', () => {
    expect(imageDirectories(overlay('/d/only'), ['o'])).toEqual([
      { diffId: 'o', chainId: 'o', directory: '/d/only' },
    ])
    expect(imageDirectories({}, [])).toEqual([])
  })

  it.each([
    ['another storage driver', overlay('/d/only', undefined, 'overlayfs')],
    ['no storage at all', {}],
    ['nothing of it', { GraphDriver: { Name: 'overlay2', Data: null } }],
    ['more directories than layers', overlay('/d/top', '/d/base')],
    ['a relative path', overlay('l/ABC')],
    ['a path that leads upwards', overlay('/d/../etc')],
  ])('are not known for %s', (_, image) => {
    expect(imageDirectories(image, ['one'])).toBeNull()
  })
})

describe('the directories of a container', () => {
  it('are its own, that of the engine and those of its image', () => {
    expect(containerDirectories(overlay('/d/own', '/d/own-init:/d/top:/d/base'), ['b', 't'])).toEqual({
      writable: '/d/own',
      init: '/d/own-init',
      image: [
        expect.objectContaining({ diffId: 'b', directory: '/d/base' }),
        expect.objectContaining({ diffId: 't', directory: '/d/top' }),
      ],
    })
    expect(containerDirectories(overlay('/d/own', '/d/init'), [])).toMatchObject({ image: [] })
  })

  it('are not known when they do not fit the image', () => {
    expect(containerDirectories(overlay('/d/own', '/d/init:/d/base'), ['b', 't'])).toBeNull()
    expect(containerDirectories(overlay('/d/own'), [])).toBeNull()
  })
})
