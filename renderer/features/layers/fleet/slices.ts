import type { Fleet } from '../../../../main/contract/fleet'

/** What is drawn as one: a layer, or a run of layers too small to be drawn each. */
export interface Slice {
  /** The chain ID of its lowest layer. */
  readonly key: string
  /** Places in the fleet's bands, base first. */
  readonly bands: readonly number[]
  /** The first and the last column that stand on it. */
  readonly from: number
  readonly to: number
  readonly bytes: number
  /** How many of its layers have no known size. */
  readonly unknown: number
}

export interface SlicedFleet {
  readonly slices: readonly Slice[]
  /** Of each column its slices, base first, as places in `slices`. */
  readonly columns: readonly (readonly number[])[]
}

/** Fewer layers than these are drawn each, however small: there is room for them. */
const fewest = 3

/**
 * Draws together what is small, one above the other and held by the same images. So a slice is a band as its layers are: the
 * columns on it share all that is below.
 * @param isSmall which bands may be drawn together, by their bytes; null is an unknown size
 */
export function sliceFleet(
  { columns, bands }: Pick<Fleet, 'columns' | 'bands'>,
  isSmall: (bytes: number | null) => boolean,
): SlicedFleet {
  const slices: Slice[] = []
  const sliceOf = new Map<number, number>()
  function add(run: readonly number[]) {
    const first = bands[run[0]!]!
    for (const band of run) sliceOf.set(band, slices.length)
    slices.push({
      key: first.chainId,
      bands: run,
      from: first.from,
      to: first.to,
      bytes: run.reduce((sum, band) => sum + (bands[band]!.bytes ?? 0), 0),
      unknown: run.filter((band) => bands[band]!.bytes === null).length,
    })
  }
  for (const [place, column] of columns.entries()) {
    let run: number[] = []
    const end = () => {
      if (run.length >= fewest) add(run)
      else for (const band of run) add([band])
      run = []
    }
    for (const band of column.bands) {
      const { from, to, bytes } = bands[band]!
      // Seen already, with an earlier column.
      if (from !== place) continue
      if (run.length > 0 && bands[run[0]!]!.to !== to) end()
      if (isSmall(bytes)) run.push(band)
      else {
        end()
        add([band])
      }
    }
    end()
  }
  return {
    slices,
    columns: columns.map((column) => [...new Set(column.bands.map((band) => sliceOf.get(band)!))]),
  }
}
