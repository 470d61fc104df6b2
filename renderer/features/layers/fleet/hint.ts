import type { Fleet, FleetColumn, FleetContainer } from '../../../../main/contract/fleet'
import type { FleetLayout, PlacedSlice } from './layout'
import type { Stop } from './stops'

/** What is told about the thing under the pointer or with the focus. */
export type FleetHint =
  | {
      readonly kind: 'slice'
      readonly slice: PlacedSlice
      readonly instructions: readonly string[]
      /** How many layers lie below. */
      readonly level: number
      readonly images: readonly FleetColumn[]
    }
  | { readonly kind: 'name'; readonly image: FleetColumn }
  | { readonly kind: 'container'; readonly container: FleetContainer; readonly image: FleetColumn | null }

export function hintFor(fleet: Fleet, layout: FleetLayout, stop: Stop): FleetHint | null {
  if (stop.kind === 'slice') {
    const slice = layout.slices[stop.slice]
    if (!slice) return null
    const bands = slice.bands.map((band) => fleet.bands[band]!)
    return {
      kind: 'slice',
      slice,
      instructions: bands.map(({ instruction }) => instruction),
      level: bands[0]!.level,
      images: fleet.columns.slice(slice.from, slice.to + 1),
    }
  }
  const column = layout.columns[stop.column]
  if (!column) return null
  if (stop.kind !== 'container') return { kind: 'name', image: column.image }
  const container = column.containers[stop.place]?.container
  return container ? { kind: 'container', container, image: column.image } : null
}
