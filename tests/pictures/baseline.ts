import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/engine'
import { decodePng, encodePng, type Picture } from '../support/png'
import { describeDifferences, differences, type Region } from './difference'
import { type Fingerprint, fingerprintOf, readFingerprint, writeFingerprint } from './fingerprint'

/** Pictures as they were last agreed to; `scripts/test.mjs` brings them back from where the tests run. */
const kept = join(root, 'tests/pictures/baselines')
/** For a person to look at: what is shown, and where it is not what it was. */
const shown = join(root, 'artefacts/pictures')
/** Whose drawing the baselines are of. */
const drawnBy = join(kept, 'drawn-by.txt')

/** What is shown is taken for right from now on. */
export const isUpdate = process.env.SLIPWAY_PICTURES === 'update'
const advice = 'SLIPWAY_PICTURES=update npm test -- e2e pictures.spec.ts'

/** Another version of Chrome breaks lines and smooths letters in ways of its own: its pictures cannot be compared. */
export function whyNotComparable(chrome: string): string | null {
  if (isUpdate || !existsSync(drawnBy)) return null
  const drawn = readFileSync(drawnBy, 'utf8').trim()
  return drawn === `Chrome ${chrome}`
    ? null
    : `The pictures are those of ${drawn}, and this is Chrome ${chrome}`
}

const fileOf = (name: string) => join(kept, `${name}.txt`)

/** Where a PNG is not what its baseline says; null where there is none. */
export function compare(name: string, png: Buffer): readonly Region[] | null {
  if (!existsSync(fileOf(name))) return null
  return differences(readFingerprint(readFileSync(fileOf(name), 'utf8')), fingerprintOfPng(png))
}

/** A picture is looked at when it is taken and once more when it is judged; reading it is a tenth of a second of work. */
const fingerprints = new WeakMap<Buffer, Fingerprint>()
function fingerprintOfPng(png: Buffer): Fingerprint {
  const known = fingerprints.get(png) ?? fingerprintOf(decodePng(png))
  fingerprints.set(png, known)
  return known
}

/** Takes what is shown for right, and leaves a PNG to look at; what is the same to the eye stays as it was written. */
export function accept(name: string, png: Buffer, chrome: string): void {
  show(name, png)
  mkdirSync(kept, { recursive: true })
  writeFileSync(drawnBy, `Chrome ${chrome}\n`)
  if (compare(name, png)?.length === 0) return
  writeFileSync(fileOf(name), writeFingerprint(fingerprintOfPng(png)))
}

/** Leaves a PNG of what is shown, and one that marks where it changed; says so in a sentence. */
export function report(name: string, png: Buffer, regions: readonly Region[] | null): string {
  show(name, png)
  if (!regions) return `There is no picture of ${name} to compare with. Take it: ${advice}`
  show(`${name}.difference`, encodePng(mark(decodePng(png), regions)))
  return (
    `${name} no longer looks as it did. ${describeDifferences(regions)}.\n` +
    `See artefacts/pictures/${name}.difference.png. If it is meant to look so: ${advice}`
  )
}

function show(name: string, png: Buffer): void {
  mkdirSync(shown, { recursive: true })
  writeFileSync(join(shown, `${name}.png`), png)
}

/** The names of all baselines. */
export function keptNames(): string[] {
  return readdirSync(kept)
    .map((file) => file.replace(/\.txt$/, ''))
    .filter((name) => name !== 'drawn-by')
    .sort()
}

/** The picture, faint, with a red frame around each region, in which it is as it was taken. */
function mark({ width, height, pixels }: Picture, regions: readonly Region[]): Picture {
  const marked = pixels.map((value) => 128 + (value - 128) / 4)
  const paint = (x: number, y: number, colour: ArrayLike<number>) => marked.set(colour, (y * width + x) * 3)
  for (const region of regions) {
    const [right, bottom] = [
      Math.min(width, region.x + region.width),
      Math.min(height, region.y + region.height),
    ]
    for (let y = region.y; y < bottom; y++) {
      for (let x = region.x; x < right; x++) {
        const isEdge = x === region.x || y === region.y || x === right - 1 || y === bottom - 1
        const at = (y * width + x) * 3
        paint(x, y, isEdge ? [255, 0, 0] : pixels.subarray(at, at + 3))
      }
    }
  }
  return { width, height, pixels: marked }
}
