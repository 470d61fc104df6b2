import type { Fleet } from '../../../../main/contract/fleet'
import { idBeginsWith } from '../../../../main/shared/digest'

/** What a search finds: places in the fleet's columns and bands. */
export interface Found {
  readonly columns: ReadonlySet<number>
  readonly bands: ReadonlySet<number>
}

/**
 * Images that have every word in a tag, at the start of their id or in a container's name, with all their layers; and layers that
 * have every word in their instruction.
 * @returns null when nothing is searched for
 */
export function searchFleet(
  { columns, bands }: Pick<Fleet, 'columns' | 'bands'>,
  query: string,
): Found | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const holds = (text: string) => words.every((word) => text.includes(word))
  const foundColumns = new Set<number>()
  const foundBands = new Set<number>()
  for (const [place, { id, tags, containers, bands: own }] of columns.entries()) {
    const names = [...tags, ...containers.map(({ name }) => name)].join(' ').toLowerCase()
    const isFound = words.every((word) => names.includes(word) || idBeginsWith(id, word))
    if (!isFound) continue
    foundColumns.add(place)
    for (const band of own) foundBands.add(band)
  }
  for (const [place, { instruction }] of bands.entries()) {
    if (holds(instruction.toLowerCase())) foundBands.add(place)
  }
  return { columns: foundColumns, bands: foundBands }
}

/** The columns that a search leads to: its images, and of each band the first that holds it; from left to right. */
export function foundColumns({ bands }: Pick<Fleet, 'bands'>, found: Found): readonly number[] {
  if (found.columns.size > 0) return [...found.columns].sort((a, b) => a - b)
  const first = new Set([...found.bands].map((band) => bands[band]!.from))
  return [...first].sort((a, b) => a - b)
}
