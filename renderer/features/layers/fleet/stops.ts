import type { FleetLayout } from './layout'

/** Something that can have the focus; `key` names it wherever it is drawn. */
export type Stop =
  | { readonly kind: 'name'; readonly key: string; readonly column: number }
  | { readonly kind: 'slice'; readonly key: string; readonly slice: number }
  | { readonly kind: 'container'; readonly key: string; readonly column: number; readonly place: number }
  | { readonly kind: 'more'; readonly key: string; readonly column: number }

/** Where the focus is: a column, and how many stops lie below in it. */
export interface Position {
  readonly column: number
  readonly row: number
}

/** All that a column stacks up, from its name up. */
export function stopsOf({ slices, columns }: FleetLayout, column: number): readonly Stop[] {
  const at = columns[column]
  if (!at) return []
  return [
    { kind: 'name', key: `name:${at.image.id}`, column },
    ...at.slices.map((slice) => ({ kind: 'slice', key: `slice:${slices[slice]!.key}`, slice }) as const),
    ...at.containers.map(
      ({ container }, place) =>
        ({ kind: 'container', key: `container:${container.id}`, column, place }) as const,
    ),
    ...(at.more ? [{ kind: 'more', key: `more:${at.image.id}`, column } as const] : []),
  ]
}

/** The stop at a position, or the nearest that there is; null without any column. */
export function stopAt(layout: FleetLayout, position: Position): Stop | null {
  const stops = stopsOf(layout, within(position.column, layout.columns.length))
  return stops[within(position.row, stops.length)] ?? null
}

/** Where something is; null when it is not there any more. */
export function findStop(layout: FleetLayout, key: string): Position | null {
  for (let column = 0; column < layout.columns.length; column++) {
    const row = stopsOf(layout, column).findIndex((stop) => stop.key === key)
    if (row >= 0) return { column, row }
  }
  return null
}

const page = 10

/**
 * Where a key leads. Up and down go through a column, left and right past all columns that what has the focus spans.
 * @returns null for a key that leads nowhere
 */
export function move(layout: FleetLayout, position: Position, key: string): Position | null {
  const column = within(position.column, layout.columns.length)
  const stops = stopsOf(layout, column)
  const row = within(position.row, stops.length)
  const stop = stops[row]
  if (!stop) return null
  const slice = stop.kind === 'slice' ? layout.slices[stop.slice]! : { from: column, to: column }
  const to: Record<string, Position> = {
    ArrowUp: { column, row: row + 1 },
    ArrowDown: { column, row: row - 1 },
    ArrowLeft: { column: slice.from - 1, row },
    ArrowRight: { column: slice.to + 1, row },
    PageUp: { column, row: row + page },
    PageDown: { column, row: row - page },
    Home: { column: 0, row },
    End: { column: layout.columns.length - 1, row },
  }
  const target = to[key]
  if (!target) return null
  if (target.column < 0 || target.column >= layout.columns.length) return { column, row }
  return { column: target.column, row: within(target.row, stopsOf(layout, target.column).length) }
}

function within(place: number, count: number): number {
  return Math.max(0, Math.min(place, count - 1))
}
