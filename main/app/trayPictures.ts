import type { ConnectionColour } from '../contract/connections'

/** Pixels as Electron's nativeImage has them: in rows from the top, each as blue, green, red and alpha, premultiplied. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly pixels: Buffer
}

/** Half-way between the window's light and dark ones, for nobody says what ground a panel has. */
export const trayColours: Readonly<Record<ConnectionColour, number>> = {
  teal: 0x1f9790,
  blue: 0x4f7edd,
  violet: 0x896bd8,
  magenta: 0xc45aad,
  red: 0xd2655d,
  orange: 0xcf7b2d,
  green: 0x6f9f3c,
  grey: 0x808c9a,
}

const white = 0xffffff

/** A disc, for a line of the menu. */
export function disc(colour: ConnectionColour, size = 16): Bitmap {
  const pixels = Buffer.alloc(size * size * 4)
  paint(pixels, size, { at: size / 2, radius: size * 0.34, colour: trayColours[colour] })
  return { width: size, height: size, pixels }
}

/** The same picture, a square, with a disc in its lower right corner. */
export function withDisc({ width, height, pixels }: Bitmap, colour: ConnectionColour): Bitmap {
  const painted = Buffer.from(pixels)
  const radius = width * 0.24
  const at = width - radius
  paint(painted, width, { at, radius, colour: white })
  paint(painted, width, { at, radius: radius * 0.8, colour: trayColours[colour] })
  return { width, height, pixels: painted }
}

interface Disc {
  /** Its middle, from the left and from the top. */
  readonly at: number
  readonly radius: number
  /** 0xrrggbb */
  readonly colour: number
}

function paint(pixels: Buffer, width: number, { at, radius, colour }: Disc): void {
  const over = [colour & 0xff, (colour >> 8) & 0xff, colour >> 16, 0xff]
  const first = Math.max(0, Math.floor(at - radius))
  for (let y = first; y < width && y < at + radius; y++) {
    for (let x = first; x < width && x < at + radius; x++) {
      // How much of the pixel the disc covers, so that its edge is smooth.
      const cover = Math.min(1, Math.max(0, radius - Math.hypot(x + 0.5 - at, y + 0.5 - at) + 0.5))
      const offset = (y * width + x) * 4
      for (let part = 0; part < 4; part++) {
        const below = pixels[offset + part]!
        pixels[offset + part] = Math.round(below + (over[part]! - below) * cover)
      }
    }
  }
}
