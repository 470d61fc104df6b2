import type { Picture } from '../support/png'

/** The mean of one quality of each cell of a picture, row by row. */
export interface Plane {
  readonly name: (typeof qualities)[number]['name']
  /** Pixels of a cell's side. */
  readonly cell: number
  readonly columns: number
  /** From 0 to 255. */
  readonly values: Float32Array
}

/**
 * A picture as text that can be kept and reviewed: small enough for the repository, and a line of a diff tells where on
 * the screen something changed. Brightness says nearly all; colour, which the eye resolves less finely too, has larger cells.
 */
export interface Fingerprint {
  readonly width: number
  readonly height: number
  readonly planes: readonly Plane[]
}

/** Qualities of a pixel: luma and the two differences of colour of ITU-R BT.601. */
const qualities = [
  { name: 'brightness', cell: 10, weights: [0.299, 0.587, 0.114], zero: 0 },
  { name: 'blue', cell: 20, weights: [-0.169, -0.331, 0.5], zero: 128 },
  { name: 'red', cell: 20, weights: [0.5, -0.419, -0.081], zero: 128 },
] as const

export function fingerprintOf(picture: Picture): Fingerprint {
  const { width, height } = picture
  return { width, height, planes: qualities.map((quality) => planeOf(picture, quality)) }
}

function planeOf({ width, height, pixels }: Picture, quality: (typeof qualities)[number]): Plane {
  const { name, cell, weights, zero } = quality
  const columns = Math.ceil(width / cell)
  const values = new Float32Array(columns * Math.ceil(height / cell))
  const counts = new Uint32Array(values.length)
  const [red, green, blue] = weights
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns
    for (let x = 0; x < width; x++, at += 3) {
      const place = row + Math.floor(x / cell)
      values[place]! += red * pixels[at]! + green * pixels[at + 1]! + blue * pixels[at + 2]!
      counts[place]!++
    }
  }
  return { name, cell, columns, values: values.map((sum, place) => zero + sum / counts[place]!) }
}

/** How much the mean of a cell grows from one character to the next, and the character of 0. */
const step = 3
const first = '!'.charCodeAt(0)

/** One line a row of cells, one character a cell; the later in ASCII, the brighter, bluer or redder. */
export function writeFingerprint({ width, height, planes }: Fingerprint): string {
  const lines = planes.flatMap(({ name, cell, columns, values }) => {
    const text = String.fromCharCode(...values.map((value) => first + Math.round(value / step)))
    const rows = text.length / columns
    return [
      `${name}, cells of ${cell} px`,
      ...Array.from({ length: rows }, (_, row) => text.slice(row * columns, (row + 1) * columns)),
    ]
  })
  return `${width} x ${height} px\n${lines.join('\n')}\n`
}

/** Throws for a text that was not written by `writeFingerprint`. */
export function readFingerprint(text: string): Fingerprint {
  const [size = '', ...lines] = text.trimEnd().split('\n')
  const [, width, height] = /^(\d+) x (\d+) px$/.exec(size)?.map(Number) ?? []
  if (!width || !height) throw new Error(`No picture begins with ${size}`)
  const planes = qualities.map(({ name, cell }): Plane => {
    const heading = lines.shift()
    if (heading !== `${name}, cells of ${cell} px`)
      throw new Error(`${heading} is not what ${name} begins with`)
    const rows = lines.splice(0, Math.ceil(height / cell))
    const values = Float32Array.from(rows.join(''), (sign) => (sign.charCodeAt(0) - first) * step)
    return { name, cell, columns: Math.ceil(width / cell), values }
  })
  return { width, height, planes }
}
