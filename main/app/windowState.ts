import { readFileSync } from 'node:fs'
import { writeWhole } from '../base/wholeFile'

/** A rectangle on the desktop, in device-independent pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export interface WindowState extends Partial<Area> {
  readonly width: number
  readonly height: number
  readonly maximised: boolean
}

export const smallest = { width: 860, height: 560 } as const
export const standard: WindowState = { width: 1360, height: 860, maximised: false }

/** How much of a window (in pixels) must lie on a screen for a person to be able to take hold of it. */
const hold = { width: 120, height: 40 } as const

/** The remembered size and place; the standard one when there is none or it makes no sense. */
export function readWindowState(file: string): WindowState {
  try {
    return toState(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return standard
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeWhole(file, `${JSON.stringify(state)}\n`)
}

function toState(value: unknown): WindowState {
  if (typeof value !== 'object' || value === null) return standard
  const { x, y, width, height, maximised } = value as Record<string, unknown>
  if (!isPixels(width) || !isPixels(height)) return standard
  const size = { width: Math.max(width, smallest.width), height: Math.max(height, smallest.height) }
  const place = isPixels(x) && isPixels(y) ? { x, y } : {}
  return { ...size, ...place, maximised: maximised === true }
}

const isPixels = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) < 100_000

/**
 * Fits a remembered window to the screens that there are now: no larger than the largest, and without a place
 * (which centres it) when its title would be out of reach.
 * @param screens the work area of each screen
 */
export function fitToScreens(state: WindowState, screens: readonly Area[]): WindowState {
  const { x, y, maximised } = state
  const width = Math.min(state.width, Math.max(...screens.map((screen) => screen.width), smallest.width))
  const height = Math.min(state.height, Math.max(...screens.map((screen) => screen.height), smallest.height))
  if (x === undefined || y === undefined) return { width, height, maximised }
  const reachable = screens.some(
    (screen) =>
      overlap(x, width, screen.x, screen.width) >= hold.width &&
      y >= screen.y - hold.height / 2 &&
      y <= screen.y + screen.height - hold.height,
  )
  return reachable ? { x, y, width, height, maximised } : { width, height, maximised }
}

function overlap(a: number, aSize: number, b: number, bSize: number): number {
  return Math.min(a + aSize, b + bSize) - Math.max(a, b)
}
