import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDigest, type Digest } from '../../../main/layers/archive/digest'

const MiB = 2 ** 20
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** In pieces of these lengths, each of which is overwritten once it was taken. */
async function give(digest: Digest, bytes: Buffer, lengths: () => number) {
  const piece = Buffer.alloc(2 * MiB)
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.copy(piece, 0, at, at + lengths())
    await digest.update(piece.subarray(0, length))
    piece.fill(0x55)
    at += length
  }
}

describe('a digest', () => {
  it.each([0, 1, 511, MiB / 2 - 1, MiB / 2, MiB / 2 + 1, 3 * MiB - 1, 3 * MiB, 3 * MiB + 1, 20 * MiB + 7])(
    'of %i bytes is that of all of them, however they were cut',
    async (length) => {
      const bytes = randomBytes(length)
      for (const cut of [MiB / 2, 2 * MiB, 64 * 1024 - 3]) {
        const digest = createDigest()
        await give(digest, bytes, () => cut)
        expect(await digest.finish()).toBe(sha256(bytes))
      }
    },
  )

  it('of another one that is worked out at the same time, or was dropped, takes nothing from it', async () => {
    const all = Array.from({ length: 5 }, (_, at) => randomBytes(at * 3 * MiB + at))
    const digests = all.map(() => createDigest())
    const dropped = createDigest()
    await give(dropped, randomBytes(8 * MiB), () => MiB)
    const given = all.map((bytes, at) => give(digests[at]!, bytes, () => 100_000 + at))
    dropped.drop()
    await Promise.all(given)
    expect(await Promise.all(digests.map((digest) => digest.finish()))).toEqual(all.map(sha256))
    for (const digest of digests) digest.drop()
    const late = createDigest()
    await give(late, all[4]!, () => MiB)
    expect(await late.finish()).toBe(sha256(all[4]!))
  })
})
