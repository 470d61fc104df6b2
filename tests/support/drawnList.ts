import type { Picture } from './png'

type Colour = readonly [red: number, green: number, blue: number]

/** How a drawing of a window differs from the usual one. */
export interface Look {
  readonly dark?: boolean
  /** Pixels that the third row lies lower. */
  readonly shifted?: number
  readonly button?: boolean
  readonly accent?: Colour
  /** The colour of the mark before each row. */
  readonly mark?: Colour | null
  /** How broad the strokes of letters are, of the usual. */
  readonly weight?: number
}

/** A list with a heading, a button and five rows with a mark and words each: what our windows consist of. */
export function drawList(look: Look): Picture {
  const { dark = false, shifted = 0, button = true, accent = [8, 112, 107], weight = 1 } = look
  const mark = look.mark === undefined ? ([20, 122, 63] as const) : look.mark
  const [paper, ink]: readonly Colour[] = dark
    ? [
        [14, 19, 24],
        [228, 233, 239],
      ]
    : [
        [245, 246, 248],
        [23, 32, 43],
      ]
  const picture = { width: 400, height: 300, pixels: new Uint8Array(400 * 300 * 3) }
  fill(picture, 0, 0, 400, 300, paper!)
  words(picture, 16, 18, 120, ink!, weight)
  if (button) {
    fill(picture, 300, 12, 80, 28, accent)
    words(picture, 316, 20, 48, paper!, weight)
  }
  for (let row = 0; row < 5; row++) {
    const y = 60 + row * 32 + (row === 2 ? shifted : 0)
    if (mark) fill(picture, 17, y + 6, 10, 10, mark)
    words(picture, 40, y + 5, 90 + row * 20, ink!, weight)
    words(picture, 230, y + 5, 60, ink!, weight)
  }
  return picture
}

function fill({ width, pixels }: Picture, x: number, y: number, wide: number, high: number, colour: Colour) {
  for (let row = y; row < y + high; row++) {
    for (let column = x; column < x + wide; column++) pixels.set(colour, (row * width + column) * 3)
  }
}

/** Letters of 7 x 10 px: two upright strokes of about a pixel, whose edges are mixed with what lies below, and a bar. */
function words(picture: Picture, x: number, y: number, wide: number, ink: Colour, weight: number) {
  for (let left = x; left + 7 <= x + wide; left += 7) {
    if ((left - x) % 42 === 35) continue
    for (const stroke of [left, left + 3]) {
      mix(picture, stroke, y, 1, 10, ink, Math.min(1, weight))
      mix(picture, stroke + 1, y, 1, 10, ink, 0.35 * weight)
    }
    mix(picture, left, y + 5, 4, 1, ink, 0.8)
  }
}

function mix(picture: Picture, x: number, y: number, wide: number, high: number, ink: Colour, share: number) {
  for (let row = y; row < y + high; row++) {
    for (let at = (row * picture.width + x) * 3, end = at + wide * 3; at < end; at++) {
      picture.pixels[at] = Math.round(picture.pixels[at]! * (1 - share) + ink[at % 3]! * share)
    }
  }
}

/** Each channel is off by up to `most`, always in the same way. */
export function noisy(picture: Picture, most: number): Picture {
  let seed = 1
  const pixels = picture.pixels.map((value) => {
    seed = (seed * 48_271) % 0x7fffffff
    return Math.max(0, Math.min(255, value + (seed % (2 * most + 1)) - most))
  })
  return { ...picture, pixels }
}

/** As if seen through a lens: a Gaussian of so many pixels. */
export function blurred({ width, height, pixels }: Picture, pixelsWide: number): Picture {
  const offsets = [-2, -1, 0, 1, 2]
  const weights = offsets.map((offset) => Math.exp(-(offset ** 2) / (2 * pixelsWide ** 2)))
  const whole = weights.reduce((sum, weight) => sum + weight)
  const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value))
  const pass = (from: ArrayLike<number>, along: (x: number, y: number, offset: number) => number) =>
    Float32Array.from({ length: pixels.length }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
      const sum = offsets.reduce(
        (total, offset, index) => total + weights[index]! * from[along(x, y, offset) * 3 + (at % 3)]!,
        0,
      )
      return sum / whole
    })
  const across = pass(pixels, (x, y, offset) => y * width + clamp(x + offset, width))
  const down = pass(across, (x, y, offset) => clamp(y + offset, height) * width + x)
  return { width, height, pixels: Uint8Array.from(down, Math.round) }
}
