import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bitmap, disc, trayColours, withDisc } from '../../../main/app/trayPictures'
import { connectionColours } from '../../../main/contract/connections'
import { root } from '../../support/engine'

const tokens = readFileSync(join(root, 'renderer/app/styles/tokens.css'), 'utf8')
const channels = (colour: number) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]

/** Red, green, blue and alpha of a pixel. */
function pixel({ pixels, width }: Bitmap, x: number, y: number): number[] {
  const [blue, green, red, alpha] = pixels.subarray((y * width + x) * 4)
  return [red!, green!, blue!, alpha!]
}

describe('the pictures of the tray', () => {
  it.each(connectionColours)('have %s half-way between those of the window', (colour) => {
    const ofWindow = [...tokens.matchAll(new RegExp(`--connection-${colour}: #([0-9a-f]{6});`, 'g'))]
    const [light, dark] = ofWindow.map(([, digits]) => channels(Number.parseInt(digits!, 16)))
    const middle = light!.map((part, index) => Math.round((part + dark![index]!) / 2))
    expect(channels(trayColours[colour])).toEqual(middle)
  })

  it('are a disc on nothing, smooth at its edge', () => {
    const drawn = disc('red', 16)
    expect(pixel(drawn, 8, 8)).toEqual([...channels(trayColours.red), 255])
    expect(pixel(drawn, 0, 0)).toEqual([0, 0, 0, 0])
    const alphas = Array.from({ length: 16 }, (_, x) => pixel(drawn, x, 8)[3]!)
    expect(alphas.some((alpha) => alpha > 0 && alpha < 255)).toBe(true)
    expect(alphas).toEqual([...alphas].reverse())
  })

  it('keep the icon but for a disc with a rim in its corner', () => {
    const plain: Bitmap = { width: 64, height: 64, pixels: Buffer.alloc(64 * 64 * 4, 0x33) }
    const marked = withDisc(plain, 'orange')
    expect(plain.pixels.every((byte) => byte === 0x33)).toBe(true)
    expect(marked.pixels.subarray(0, 64 * 32 * 4)).toEqual(plain.pixels.subarray(0, 64 * 32 * 4))
    expect(pixel(marked, 48, 48)).toEqual([...channels(trayColours.orange), 255])
    expect(pixel(marked, 48, 62)).toEqual([255, 255, 255, 255])
    expect(pixel(marked, 63, 63)).toEqual([0x33, 0x33, 0x33, 0x33])
  })
})
