import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import { createBudget } from '../../../main/layers/archive/budget'
import { scanLayer } from '../../../main/layers/archive/layerScan'
import type { Limits } from '../../../main/layers/archive/limits'
import { openArchive } from '../../../main/layers/archive/openArchive'
import { errorText } from '../../../renderer/data/errorText'
import { header } from '../../support/archives'
import { streamOf } from '../../support/cuts'
import { hostileArchives, hostileLayers, smallArchive, tinyEntries } from '../../support/hostileArchives'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-hostile-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Opens an archive and reads all of its layers. @returns what it was refused with; null when it was not */
async function refusal(source: Parameters<typeof openArchive>[0], limits?: Partial<Limits>) {
  try {
    const archive = await openArchive(source, { limits })
    try {
      for (const layer of archive.images.flatMap(({ layers }) => layers))
        await archive.readLayer(layer, { limits })
    } finally {
      await archive.close()
    }
    return null
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    expect([thrown.key, thrown.details?.object]).toEqual(['archive-invalid/problem', expect.any(String)])
    // The window says why in a sentence of its own, with every placeholder filled.
    expect(thrown.details?.reason).toMatchObject({ code: expect.stringMatching(/^archive\//) })
    expect(errorText(thrown)).toMatch(/ cannot be read as an archive of images: [^{}]+\. Choose /)
    return thrown.details!.limit ?? thrown.details!.problem
  }
}

async function everyWay(bytes: Buffer, limits?: Partial<Limits>) {
  const path = join(folder, 'archive')
  await writeFile(path, bytes)
  const fromFile = await refusal(path, limits)
  const stream = { name: 'test', size: null, open: () => streamOf([bytes]) }
  const fromStream = await refusal(stream, limits)
  await writeFile(path, gzipSync(bytes, { level: 1 }))
  return [fromFile, fromStream, await refusal(path, limits)]
}

describe('a hostile archive', () => {
  it.each(hostileArchives.map((each) => [each.name, each] as const))(
    'is refused for what it is: %s',
    async (_, { bytes, refused, limits }) => {
      expect(await everyWay(bytes(), limits)).toEqual([refused, refused, refused])
    },
  )

  it.each(hostileLayers.map((each) => [each.name, each] as const))(
    'is refused for its layer: %s',
    async (_, { bytes, refused, limits }) => {
      expect(await everyWay(bytes(), limits)).toEqual([refused, refused, refused])
    },
  )

  it('is refused wherever it was cut off', async () => {
    const whole = smallArchive()
    expect(await everyWay(whole)).toEqual([null, null, null])
    for (let length = 0; length < whole.length - 512; length += 512) {
      for (const refused of await everyWay(whole.subarray(0, length))) expect(refused).not.toBeNull()
    }
    const packed = gzipSync(whole)
    for (let length = 0; length < packed.length; length += 13) {
      await writeFile(join(folder, 'archive'), packed.subarray(0, length))
      expect(await refusal(join(folder, 'archive'))).not.toBeNull()
    }
  })

  it('cannot be a pipe or a device', async () => {
    expect(await refusal('/dev/null')).toBe('bad-layout')
    await expect(openArchive(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('memory', () => {
  async function* pieces(source: Iterable<Buffer>) {
    yield* source
  }
  const used = () => {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  it('holds a layer of 200,000 tiny entries', async () => {
    const before = used()
    const { index } = await scanLayer(pieces(tinyEntries(200_000)), createBudget({}, 'test'))
    expect(index.count).toBe(202_001)
    expect(index.bytes.length).toBeLessThan(20e6)
    expect(used() - before).toBeLessThan(350e6)
  })

  it('does not grow with content, nor with what is said of it', async () => {
    const block = Buffer.alloc(1 << 20, 'x')
    function* large() {
      // A header that says 8 GiB less a little, and 300 MiB of it.
      yield header({ size: '77777777777' })
      for (let at = 0; at < 300; at++) yield block
    }
    const before = used()
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().heapUsed + process.memoryUsage().external)
    }, 5)
    await expect(scanLayer(pieces(large()), createBudget({}, 'test'))).rejects.toMatchObject({
      problem: 'cut-off',
    })
    clearInterval(watch)
    expect(Math.max(most, used()) - before).toBeLessThan(100e6)
  })
})
