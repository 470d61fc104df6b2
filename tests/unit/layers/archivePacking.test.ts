import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createBudget } from '../../../main/layers/archive/budget'
import { type Compression, compressionOf, decompress } from '../../../main/layers/archive/decompress'
import { openArchive } from '../../../main/layers/archive/openArchive'
import { packedAs, tarMember } from '../../../main/layers/archive/tarMember'
import { archive, dockerMembers, member, membersArchive } from '../../support/archives'
import { streamOf } from '../../support/cuts'
import { storedFrame } from '../../support/zstdFrames'

const byProgram = (program: string) => (bytes: Buffer) =>
  execFileSync(program, ['--compress', '--stdout'], { input: bytes, maxBuffer: 1 << 26 })
const packings: Readonly<Record<Compression, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  zstd: storedFrame,
  xz: byProgram('xz'),
  bzip2: byProgram('bzip2'),
}
const names = Object.keys(packings) as Compression[]
const layer = archive(member({ path: 'noise' }, 'x'.repeat(300_000)))
const image = membersArchive(dockerMembers({ layers: [layer], tags: ['test:1'] }))

let folder: string
const path = process.env.PATH
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-packing-'))
})
afterEach(() => {
  process.env.PATH = path
})
afterAll(() => rm(folder, { recursive: true }))

async function unpacked(bytes: Buffer): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of decompress(streamOf([bytes]), createBudget({}, 'test'))) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe.each(names)('what is packed with %s', (packing) => {
  const pack = packings[packing]

  it('may go before what is packed alike', async () => {
    for (const length of [3, 131_072, 400_000]) {
      const first = tarMember('manifest.json', Buffer.alloc(length, '{"a": 1}'))
      const before = await packedAs(packing, first)
      expect(compressionOf(before)).toBe(packing)
      expect(
        (await unpacked(Buffer.concat([before, pack(image)]))).equals(Buffer.concat([first, image])),
      ).toBe(true)
    }
  })

  it('is told when it is damaged or cut off, and leaves nothing running', async () => {
    const packed = pack(image)
    const damaged = Buffer.from(packed)
    damaged.fill(0x55, packed.length >> 1)
    await expect(unpacked(packed.subarray(0, -9))).rejects.toMatchObject({
      problem: expect.stringMatching(/^(?:cut-off|bad-compression)$/),
    })
    await expect(unpacked(damaged)).rejects.toMatchObject({ name: 'ArchiveError' })
  })

  it('says its images without its layers being read', async () => {
    const file = join(folder, `image.${packing}`)
    await writeFile(file, pack(image))
    const found = await openArchive(file, { withoutLayers: true })
    expect([found.images[0]!.tags, found.layout, found.packing]).toEqual([['test:1'], 'docker', packing])
    // One that is asked for after all is there.
    const { size } = await found.readLayer(found.images[0]!.layers[0]!)
    expect(size).toBe(300_000)
    await found.close()
  })

  it('may be left in the middle', async () => {
    const pieces = decompress(streamOf([pack(image)]), createBudget({}, 'test'))
    expect((await pieces.next()).done).toBe(false)
    await pieces.return(undefined)
  })
})

it.each(['xz', 'bzip2'] as const)('a machine without %s says what it lacks', async (packing) => {
  const file = join(folder, `lacking.${packing}`)
  await writeFile(file, packings[packing](image))
  process.env.PATH = folder
  await expect(openArchive(file)).rejects.toMatchObject({
    code: 'archive-invalid',
    details: { reason: { code: 'archive/bad-compression/program', params: { program: packing } } },
  })
})
