import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawList } from '../../support/drawnList'
import { decodePng, encodePng } from '../../support/png'

/** Rows of a picture of 3 x 2 px with transparency, each behind the number of its filter. */
const transparent = (rows: readonly (readonly number[])[]) => {
  const png = encodePng({ width: 3, height: 2, pixels: new Uint8Array(18) })
  const header = Buffer.from(png.subarray(0, 33))
  header[25] = 6
  const content = deflateSync(Uint8Array.from(rows.flat()))
  const data = Buffer.alloc(content.length + 12)
  data.writeUInt32BE(content.length)
  data.write('IDAT', 4)
  data.set(content, 8)
  return Buffer.concat([header, data])
}

describe('a PNG', () => {
  it('is read as it was written', () => {
    const picture = drawList({})
    const { width, height, pixels } = decodePng(encodePng(picture))
    expect([width, height]).toEqual([400, 300])
    expect(Buffer.from(pixels).equals(picture.pixels)).toBe(true)
  })

  it('is read whichever way its rows are filtered, its transparency dropped', () => {
    const opaque = (...colours: readonly (readonly number[])[]) =>
      colours.flatMap((colour) => [...colour, 255])
    const above = opaque([10, 20, 30], [13, 18, 36], [250, 1, 128])
    const row = opaque([12, 90, 31], [200, 18, 7], [0, 255, 129])
    const left = (at: number) => row[at - 4] ?? 0
    const corner = (at: number) => above[at - 4] ?? 0
    const guesses: readonly ((at: number) => number)[] = [
      () => 0,
      left,
      (at) => above[at]!,
      (at) => (left(at) + above[at]!) >> 1,
      // Paeth: which of the three is nearest to the plane through them, the first of equals.
      (at) => {
        const estimate = left(at) + above[at]! - corner(at)
        const away = (value: number) => Math.abs(estimate - value)
        return [left(at), above[at]!, corner(at)].sort((one, other) => away(one) - away(other))[0]!
      },
    ]
    const channels = (bytes: readonly number[]) => bytes.filter((_, at) => at % 4 !== 3)
    for (const [filter, guess] of guesses.entries()) {
      const filtered = row.map((value, at) => (value - guess(at)) & 0xff)
      const { pixels } = decodePng(
        transparent([
          [0, ...above],
          [filter, ...filtered],
        ]),
      )
      expect([...pixels], `filter ${filter}`).toEqual([...channels(above), ...channels(row)])
    }
  })

  it('of another kind is refused', () => {
    expect(() => decodePng(Buffer.from('GIF89a'))).toThrow('no PNG')
    const interlaced = encodePng(drawList({}))
    interlaced[28] = 1
    expect(() => decodePng(interlaced)).toThrow('not read here')
  })
})
