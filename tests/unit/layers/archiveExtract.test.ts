import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ArchiveReadOptions } from '../../../main/layers/archive/budget'
import { type Archive, openArchive } from '../../../main/layers/archive/openArchive'
import { archive, dockerMembers, gnuLong, member, membersArchive, pax } from '../../support/archives'
import { streamOf } from '../../support/cuts'

let folder: string
/** Where things are saved to; what lies beside it must never change. */
let into: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-extract-'))
  into = join(folder, 'into')
  mkdirSync(into)
  writeFileSync(join(folder, 'outside'), 'outside')
})
afterEach(() => rm(folder, { recursive: true }))

const raw = Buffer.from([0xff, 0x0a, 0x80])
const layer = archive(
  member({ kind: '5', path: 'dir/', mode: 0o2550, mtime: 1_000_000 }),
  member({ path: 'dir/file', mode: 0o4755, mtime: 2_000_000 }, 'content'),
  member({ path: 'dir/secret', mode: 0 }, 'secret'),
  member({ kind: '1', path: 'dir/linked', link: 'dir/file' }),
  member({ kind: '2', path: 'dir/up', link: '../../../outside' }),
  member({ kind: '2', path: 'dir/absolute', link: '/etc' }),
  member({ kind: '3', path: 'dir/null', major: 1, minor: 3 }),
  member({ kind: '6', path: 'dir/fifo' }),
  member({ path: 'dir/.wh.gone' }),
  member({ kind: '1', path: 'dir/elsewhere', link: 'below' }),
  member({ kind: '5', path: 'dir/sub/' }),
  Buffer.concat([pax({ path: Buffer.concat([Buffer.from('dir/sub/'), raw]) }), member({}, 'raw')]),
  member({ path: 'dir/large' }, Buffer.alloc(300_000, 'x')),
  member({ path: 'dir/file', mode: 0o6711, mtime: 3_000_000 }, 'later'),
  pax({ 'GNU.sparse.map': '1000,4,5000,2', 'GNU.sparse.size': '9000' }),
  member({ path: 'dir/sparse' }, 'abcdef'),
)

/** Opens an image of this layer from a plain file, a packed layer, a packed file, or a stream. */
const ways = {
  plain: (image: Buffer) => image,
  'packed layer': (image: Buffer) => image,
  'packed file': gzipSync,
  stream: (image: Buffer) => ({ name: 'test', size: null, open: () => streamOf([image]) }),
} as const
type Way = keyof typeof ways
const allWays = Object.keys(ways) as Way[]

async function opened<T>(way: Way, bytes: Buffer, use: (archive: Archive) => Promise<T>): Promise<T> {
  const pack = way === 'packed layer' ? (each: Buffer) => gzipSync(each) : undefined
  const made = ways[way](membersArchive(dockerMembers({ layers: [bytes], pack })))
  const path = join(folder, 'archive')
  if (Buffer.isBuffer(made)) writeFileSync(path, made)
  const found = await openArchive(Buffer.isBuffer(made) ? path : made)
  try {
    return await use(found)
  } finally {
    await found.close()
  }
}
const save = (way: Way, bytes: Buffer, path: string | Buffer, options?: ArchiveReadOptions) =>
  opened(way, bytes, (found) =>
    found.extract(found.images[0]!.layers[0]!, Buffer.from(path as string), into, options),
  )
const mode = (path: string) => lstatSync(join(into, path)).mode & 0o7777
const text = (path: string) => readFileSync(join(into, path), 'utf8')

describe('a directory', () => {
  it.each(allWays)('is saved with all that can be: %s', async (way) => {
    const done = await save(way, layer, 'dir')
    expect(done).toEqual({
      name: 'dir',
      directories: 2,
      files: 6,
      links: 2,
      bytes: 300_000 + 9000 + 21,
      leftOut: 4,
    })
    expect(readdirSync(into)).toEqual(['dir'])
    expect(readdirSync(join(into, 'dir')).sort()).toEqual(
      ['absolute', 'file', 'large', 'linked', 'secret', 'sparse', 'sub', 'up'].sort(),
    )
    // The name that was linked keeps what it was linked to; the later file of the same name is another.
    expect([text('dir/file'), text('dir/linked')]).toEqual(['later', 'content'])
    expect(text('dir/secret')).toBe('secret')
    expect(text('dir/large')).toBe('x'.repeat(300_000))
    expect(readFileSync(Buffer.concat([Buffer.from(`${into}/dir/sub/`), raw]), 'utf8')).toBe('raw')
    const sparse = Buffer.alloc(9000)
    sparse.write('abcd', 1000)
    sparse.write('ef', 5000)
    expect(readFileSync(join(into, 'dir/sparse')).equals(sparse)).toBe(true)
    expect(readlinkSync(join(into, 'dir/up'))).toBe('../../../outside')
    expect(readlinkSync(join(into, 'dir/absolute'))).toBe('/etc')
    expect([mode('dir'), mode('dir/file'), mode('dir/secret')]).toEqual([0o750, 0o711, 0o400])
    expect(lstatSync(join(into, 'dir')).mtimeMs).toBe(1_000_000_000)
    expect(lstatSync(join(into, 'dir/file')).mtimeMs).toBe(3_000_000_000)
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('outside')
  })

  it('keeps names of one file together', async () => {
    const bytes = archive(
      member({ path: 'a/one' }, 'x'),
      member({ kind: '1', path: 'a/b/two', link: 'a/one' }),
    )
    expect(await save('plain', bytes, 'a')).toMatchObject({ files: 2, bytes: 1 })
    expect(lstatSync(join(into, 'a/b/two')).ino).toBe(lstatSync(join(into, 'a/one')).ino)
  })

  it('of names that lead through links is written where its files are', async () => {
    // Unpacking naively would write through `out` into whatever it names.
    const bytes = archive(
      member({ kind: '2', path: 'out', link: '../..' }),
      member({ path: 'out/outside' }, 'changed'),
      member({ kind: '2', path: 'absolute', link: folder }),
      member({ path: 'absolute/outside' }, 'changed'),
      member({ kind: '2', path: 'inner', link: 'real' }),
      member({ kind: '5', path: 'real/' }),
      member({ path: 'inner/file' }, 'inner'),
    )
    await save('plain', bytes, '')
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('outside')
    expect(text('layer/real/file')).toBe('inner')
    expect(readdirSync(folder).sort()).toEqual(['archive', 'into', 'outside'])
  })

  it('deeper than the descriptors that are open at a time is whole', async () => {
    const deep = Array.from({ length: 200 }, (_, at) => `${at}`).join('/')
    const bytes = archive(
      gnuLong('L', `top/${deep}/file`),
      member({}, 'deep'),
      member({ path: 'top/shallow' }, 'shallow'),
      gnuLong('K', `top/${deep}/file`),
      member({ kind: '1', path: 'top/linked' }),
    )
    await save('plain', bytes, 'top')
    expect(text(`top/${deep}/file`)).toBe('deep')
    expect(lstatSync(join(into, 'top/linked')).nlink).toBe(2)
  })

  it('deeper than any path is refused, and leaves nothing', async () => {
    const deep = 'dddd/'.repeat(400)
    const parts: Buffer[] = [gnuLong('L', `top/${deep}`), member({ kind: '5' })]
    for (let at = 0; at < 8; at++) {
      const through = at === 0 ? `top/${deep}` : `link${at - 1}/${deep}`
      parts.push(gnuLong('K', through.slice(0, -1)), member({ kind: '2', path: `link${at}` }))
      parts.push(gnuLong('L', `link${at}/${deep}`), member({ kind: '5' }))
    }
    await expect(save('plain', archive(...parts), 'top')).rejects.toMatchObject({
      code: 'archive-invalid',
      details: { limit: 'pathBytes' },
    })
    expect(readdirSync(into)).toEqual([])
  })
})

describe('a file', () => {
  it.each(allWays)('is saved by itself: %s', async (way) => {
    await save(way, layer, 'dir/large')
    expect(text('large').length).toBe(300_000)
    await save(way, layer, Buffer.concat([Buffer.from('/dir/sub/'), raw]))
    expect(readFileSync(Buffer.concat([Buffer.from(`${into}/`), raw]), 'utf8')).toBe('raw')
    await save(way, layer, 'dir/up')
    expect(readlinkSync(join(into, 'up'))).toBe('../../../outside')
    expect(readdirSync(into)).toHaveLength(3)
  })

  it.each(['dir/null', 'dir/fifo', 'dir/gone', 'dir/elsewhere', 'nothing', 'dir/file/x'])(
    'is none that can be saved: %s',
    async (path) => {
      await expect(save('plain', layer, path)).rejects.toMatchObject({ code: 'not-found' })
      expect(readdirSync(into)).toEqual([])
    },
  )

  it('never takes the place of what is there', async () => {
    writeFileSync(join(into, 'file'), 'mine')
    await expect(save('plain', layer, 'dir/file')).rejects.toMatchObject({ code: 'conflict' })
    mkdirSync(join(into, 'dir'))
    await expect(save('plain', layer, 'dir')).rejects.toMatchObject({ code: 'conflict' })
    expect(text('file')).toBe('mine')
    expect(readdirSync(into).sort()).toEqual(['dir', 'file'])
  })

  it('cannot be saved where there is no directory', async () => {
    await rm(into, { recursive: true })
    await expect(save('plain', layer, 'dir/file')).rejects.toMatchObject({ code: 'not-found' })
    expect(existsSync(into)).toBe(false)
  })
})

describe('saving', () => {
  it.each(['plain', 'packed file'] as const)('stops at once and leaves nothing: %s', async (way) => {
    const files = Array.from({ length: 3000 }, (_, at) =>
      member({ path: `dir/${at}` }, Buffer.alloc(5000, 'x')),
    )
    const stop = new AbortController()
    const saving = save(way, archive(...files), 'dir', { signal: stop.signal })
    // As soon as something is there.
    const watch = setInterval(() => readdirSync(into).length > 0 && stop.abort(), 1)
    await expect(saving).rejects.toMatchObject({ code: 'cancelled' })
    clearInterval(watch)
    expect(readdirSync(into)).toEqual([])
  })

  it('leaves nothing of an archive that is damaged on the way', async () => {
    const bytes = Buffer.from(layer)
    const at = bytes.indexOf('dir/sparse')
    const cut = archive(...[bytes.subarray(0, at - 1024)], member({ path: 'dir/last' }, 'x')).subarray(
      0,
      -1536,
    )
    const image = membersArchive(dockerMembers({ layers: [cut] }))
    writeFileSync(join(folder, 'archive'), image)
    const found = await openArchive(join(folder, 'archive'))
    const only = found.images[0]!.layers[0]!
    await expect(found.extract(only, Buffer.from('dir'), into)).rejects.toMatchObject({
      code: 'archive-invalid',
    })
    await found.close()
    expect(readdirSync(into)).toEqual([])
  })

  it('makes what tar makes', async () => {
    const bytes = archive(
      member({ kind: '5', path: 't/', mode: 0o755, mtime: 100 }),
      ...Array.from({ length: 50 }, (_, at) =>
        member({ path: `t/${at % 7}/${at}`, mtime: at, mode: 0o640 }, `${at}`.repeat(at * 50)),
      ),
    )
    await save('plain', bytes, 't')
    mkdirSync(join(folder, 'tar'))
    writeFileSync(join(folder, 'layer'), bytes)
    execFileSync('tar', ['-x', '-f', join(folder, 'layer'), '-C', join(folder, 'tar'), '--no-same-owner'])
    execFileSync('diff', ['-r', join(folder, 'tar/t'), join(into, 't')])
  })
})
