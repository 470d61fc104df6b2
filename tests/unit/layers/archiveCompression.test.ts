import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import { ArchiveError } from '../../../main/layers/archive/archiveError'
import { type ArchiveReadOptions, createBudget } from '../../../main/layers/archive/budget'
import { decompress } from '../../../main/layers/archive/decompress'
import { cutAt, streamOf } from '../../support/cuts'
import { block, frame, repeatedFrame, skippable, storedFrame, windowHeader } from '../../support/zstdFrames'

const MiB = 2 ** 20

async function unpack(pieces: readonly Buffer[], options: ArchiveReadOptions = {}): Promise<Buffer> {
  const budget = createBudget(options, 'test')
  for (const { length } of pieces) budget.read(length)
  const all: Uint8Array[] = []
  for await (const chunk of decompress(streamOf(pieces), budget)) {
    await budget.step(chunk.length)
    all.push(chunk)
  }
  return Buffer.concat(all)
}
const problemOf = async (bytes: Buffer, options?: ArchiveReadOptions) => {
  const thrown = await unpack([bytes], options).then(
    () => null,
    (error) => error,
  )
  return thrown instanceof ArchiveError ? (thrown.limit ?? thrown.problem) : thrown
}

/** `zstd -19 --check` of `text`: Huffman and FSE coded, which cannot be written by hand. */
const words = 'harbour keel mast rudder anchor sail deck hull bow stern galley rope'.split(' ')
const text = Array.from(
  { length: 120 },
  (_, at) => `${(at * at) % 997} ${words[(at * 7919 + (at >> 3)) % 12]}\n`,
).join('')
const coded = Buffer.from(
  'KLUv/QRopQsAZpg8GIBL2mCiNnC4tugTJEYvQjZt2mxpYoZ2FkcALwAvAGUcDUAiqZZZlMHgsSREZZZFQaAAJHV8gzAAGknaHATK' +
    'ILkZBOJRSK4GsggkL6NYFEcjSRNREAgAIbFRGIslKbM8FoEFUEgo1Zal9fA+RncP7aJl9rR51cTWkyjLxweLx19/vOz5uEzkurl2' +
    'fr32mS+DUJRDYgeUNSaW81q7Ev1K25ZZv1Ya4u1Fd25WqoNpd8gw6ZQ2tHM9l63Nq0OFSD8dkqnsAkb2PMVL+3dE5/CsXIn5Hud7' +
    '7j5pt7msZKen7Debe/Rj+HN8ZG7VeUfKw7KLiAFsqBFQPH3/jzEQKaC0BxAar7QDTGA3RYDtz3/AL7GC0graFnTGFj8/NH+U+Ik6' +
    'BXT5Em/hFVUSiA0kmPHfm0B8QDzZgtwywCBLQEcAVn9Ni5cniHgAwoaQm3sfmGThLwSXaK2A8GKKOhjjDHJBmSiifYg2BK7Ntbfa' +
    'pVqrQ3eqdAAroA==',
  'base64',
)
const plain = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at) >> 5))

describe('what is packed', () => {
  const packings: [string, Buffer, Buffer][] = [
    ['not at all', plain, plain],
    ['gzip', gzipSync(plain), plain],
    ['gzip in two members', Buffer.concat([gzipSync(plain), gzipSync(plain)]), Buffer.concat([plain, plain])],
    ['zstd', coded, Buffer.from(text)],
    ['zstd, stored', storedFrame(plain), plain],
    ['zstd, one byte again and again', repeatedFrame(7, 300_000), Buffer.alloc(300_000, 7)],
    [
      'zstd in several frames, some to be skipped',
      Buffer.concat([
        skippable(Buffer.from('x')),
        coded,
        skippable(Buffer.alloc(0)),
        coded,
        repeatedFrame(1, 3),
      ]),
      Buffer.concat([Buffer.from(text), Buffer.from(text), Buffer.alloc(3, 1)]),
    ],
    ['zstd of nothing', storedFrame(Buffer.alloc(0)), Buffer.alloc(0)],
    ['nothing', Buffer.alloc(0), Buffer.alloc(0)],
  ]

  it.each(packings)('is unpacked however it was cut: %s', async (_, packed, wanted) => {
    expect((await unpack([packed])).equals(wanted)).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(packed.length), { maxLength: 12 }), async (places) => {
        expect((await unpack(cutAt(packed, places))).equals(wanted)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it.each(packings.filter(([name]) => /gzip$|zstd|zstd, /.test(name)))(
    'is cut off, wherever it ends early: %s',
    async (name, packed) => {
      for (let length = 4; length < Math.min(packed.length, 400); length += 7) {
        const problem = await problemOf(packed.subarray(0, length))
        // Between two frames nothing tells that another one was to come.
        if (problem !== null || !name.includes('several')) expect(problem).toBe('cut-off')
      }
      if (!name.includes('several')) expect(await problemOf(packed.subarray(0, -1))).toBe('cut-off')
    },
  )

  it.each([
    ['zstd', coded],
    ['gzip', gzipSync(text)],
  ])('gives an error of its own or some bytes, whatever is damaged: %s', async (_, packed) => {
    const damage = fc.record({ at: fc.integer({ min: 4, max: packed.length - 1 }), byte: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (all) => {
        const bytes = Buffer.from(packed)
        for (const { at, byte } of all) bytes[at] = byte
        const problem = await problemOf(bytes)
        if (problem !== null) expect(['cut-off', 'bad-compression', 'windowBytes']).toContain(problem)
      }),
      // Not at random: some damage keeps fzstd in a loop for ever, which only the end of its thread stops (reader.test.ts).
      { numRuns: 500, seed: 1 },
    )
  })

  it('is refused by name where it cannot be read', async () => {
    expect(await problemOf(Buffer.from('BZh91AY&SY'))).toBe('bad-compression')
    expect(await problemOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))).toBe('bad-compression')
  })
})

describe('a bomb', () => {
  const limits = { ratioFrom: 8 * MiB, ratio: 100 }

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * MiB))],
    ['zstd', repeatedFrame(0, 64 * MiB)],
  ])('stops at its limit: %s', async (_, bomb) => {
    let unpacked = 0
    const budget = createBudget({ limits }, 'test')
    const reading = async () => {
      for await (const chunk of decompress(streamOf([bomb]), budget)) unpacked += chunk.length
    }
    await expect(reading()).rejects.toMatchObject({ problem: 'limit', limit: 'ratio' })
    expect(unpacked).toBeLessThanOrEqual(8 * MiB)
  })

  it('is none, where only a part is zeros', async () => {
    const noise = gunzipSync(gzipSync(plain))
    const mixed = Buffer.concat([storedFrame(noise), repeatedFrame(0, 16 * MiB)])
    expect((await unpack([mixed], { limits })).length).toBe(noise.length + 16 * MiB)
  })

  it('stops at the bytes that one operation may unpack', async () => {
    const options = { limits: { unpackedBytes: 5 * MiB } }
    expect(await problemOf(repeatedFrame(0, 64 * MiB), options)).toBe('unpackedBytes')
  })

  it('that wants much memory is refused before it has it', async () => {
    const huge = frame({ header: windowHeader(31), blocks: [block(1, 1, Buffer.of(0), true)] })
    expect(await problemOf(huge)).toBe('windowBytes')
    const single = frame({
      header: Buffer.concat([Buffer.of(0xe0), Buffer.from('00000000ffffff7f', 'hex')]),
      blocks: [block(1, 1, Buffer.of(0), true)],
    })
    expect(await problemOf(single)).toBe('windowBytes')
    const tooLong = frame({ blocks: [block(1, 200_000, Buffer.of(0), true)] })
    expect(await problemOf(tooLong)).toBe('bad-compression')
    expect(await problemOf(frame({ blocks: [block(3, 1, Buffer.of(0), true)] }))).toBe('bad-compression')
  })

  it('that takes long lets a cancellation in, and ends in time', async () => {
    // A window of 32 MiB that is moved for each of many empty blocks.
    const slow = frame({
      header: windowHeader(25),
      blocks: [...Array<Buffer>(20_000).fill(block(1, 1, Buffer.of(0))), block(1, 1, Buffer.of(0), true)],
    })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 1)
    const thrown = await problemOf(slow, { signal: stop.signal })
    expect(thrown).toBeInstanceOf(AppError)
    expect(thrown.code).toBe('cancelled')
    const late = await problemOf(slow, { limits: { milliseconds: 1 } })
    expect(late.code).toBe('timeout')
  })
})
