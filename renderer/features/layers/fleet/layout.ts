import type { Fleet, FleetColumn, FleetContainer } from '../../../../main/contract/fleet'
import { runningFirst } from '../../../data/containerState'
import { sliceColours } from './colours'
import { type Slice, sliceFleet } from './slices'

/** Pixels, measured from the floor that all columns stand on. */
export interface Placed {
  readonly bottom: number
  readonly height: number
}
export interface PlacedSlice extends Slice, Placed {
  /** Of each of its layers, as CSS. */
  readonly colours: readonly string[]
}
export interface PlacedContainer extends Placed {
  readonly container: FleetContainer
}
export interface PlacedColumn {
  readonly image: FleetColumn
  /** Base first, as places in the layout's slices. */
  readonly slices: readonly number[]
  /** From the lowest up; those that run are on top of the layers first. */
  readonly containers: readonly PlacedContainer[]
  /** Containers that are not drawn, and where the word about them stands. */
  readonly more: (Placed & { readonly count: number }) | null
  /** How tall it is in all. */
  readonly height: number
}
export interface FleetLayout {
  readonly slices: readonly PlacedSlice[]
  readonly columns: readonly PlacedColumn[]
  /** Of the tallest column. */
  readonly height: number
}

/** Between two slices; taken off their height. */
export const gap = 2
/** The least height of a slice: what a pointer hits and a line of text needs, less where there are many. */
const roomiest = 20
const tightest = 8
/** A layer that would be drawn lower than this is small. */
const small = 5
/** How much of the height is for the bytes themselves, where the small ones would take all of it. */
const leastProportion = 0.4
const containerHeight = 24
/** Between the layers and what is written on them. */
const containerGap = 6
/** More containers on one image than these are counted, not drawn. */
const mostContainers = 4

/**
 * Places all layers: the least that a pointer can hit, and beyond that as tall as they are large, on one scale for all columns,
 * so that the tallest column is as tall as wanted. Where the least takes too much, columns become taller than wanted.
 * @param wanted pixels
 */
export function layFleet(fleet: Fleet, wanted: number): FleetLayout {
  const largest = fleet.columns.reduce((most, { bytes }) => Math.max(most, bytes), 0)
  /** Pixels a byte, if nothing else took room. */
  const widest = largest > 0 ? wanted / largest : 0
  const deepest = fleet.columns.reduce((most, { bands }) => Math.max(most, bands.length), 0)
  const crowded = deepest * roomiest > wanted / 2
  const { slices, columns } = sliceFleet(fleet, (bytes) => crowded && (bytes ?? 0) * widest < small)
  const most = columns.reduce((count, column) => Math.max(count, column.length), 1)
  const least = Math.max(tightest, Math.min(roomiest, (wanted * (1 - leastProportion)) / most))

  const heightOf = (slice: Slice, scale: number) => least + slice.bytes * scale
  const standing = fleet.columns.map(({ containers }) => heightOfContainers(containers.length))
  const tallest = (scale: number) =>
    columns.reduce(
      (height, column, place) =>
        Math.max(
          height,
          column.reduce((sum, slice) => sum + heightOf(slices[slice]!, scale), standing[place]!),
        ),
      0,
    )
  const scale = Math.max(
    leastProportion * widest,
    largestScale(widest, (each) => tallest(each) <= wanted),
  )

  const placed: (Slice & Placed)[] = slices.map((slice) => ({
    ...slice,
    bottom: 0,
    height: heightOf(slice, scale),
  }))
  for (const column of columns) {
    let bottom = 0
    for (const place of column) {
      const slice = placed[place]!
      placed[place] = { ...slice, bottom }
      bottom += slice.height
    }
  }
  const colours = sliceColours(fleet, placed)
  return {
    slices: placed.map((slice, place) => ({ ...slice, colours: colours[place]! })),
    columns: columns.map((own, place) => {
      const top = own.length > 0 ? placed[own.at(-1)!]! : null
      return { slices: own, ...stand(fleet.columns[place]!, top ? top.bottom + top.height : 0) }
    }),
    height: tallest(scale),
  }
}

function heightOfContainers(count: number): number {
  return count === 0 ? 0 : containerGap + Math.min(count, mostContainers + 1) * containerHeight
}

/** Puts containers on an image whose layers end at `floor`. */
function stand(image: FleetColumn, floor: number): Omit<PlacedColumn, 'slices'> {
  const sorted = runningFirst(image.containers)
  const shown = sorted.length > mostContainers + 1 ? sorted.slice(0, mostContainers) : sorted
  const at = (place: number) => ({
    bottom: floor + containerGap + place * containerHeight,
    height: containerHeight,
  })
  const count = sorted.length - shown.length
  return {
    image,
    containers: shown.map((container, place) => ({ container, ...at(place) })),
    more: count > 0 ? { count, ...at(shown.length) } : null,
    height: floor + heightOfContainers(sorted.length),
  }
}

/** The largest number up to `most` with which all fits: what fits with more fits with less. */
function largestScale(most: number, fits: (scale: number) => boolean): number {
  let [low, high] = [0, most]
  for (let step = 0; step < 32; step++) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

/** Between two columns. */
export const columnGap = 10
const narrowest = 128
const widestColumn = 200

/** Pixels from one column to the next: as wide as there is room for, wide enough for a name. */
export function columnPitch(room: number, count: number): number {
  const each = count > 0 ? (room + columnGap) / count : 0
  return Math.floor(Math.max(narrowest, Math.min(widestColumn, each - columnGap))) + columnGap
}
