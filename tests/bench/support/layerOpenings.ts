import type { LargeImageEngine } from './largeImageEngine'
import { openLayers, type TreeTime, timeToTree } from './layersWindow'
import type { Tools } from './row'
import { inTurns, median } from './statistics'

/** Milliseconds, the medians of several runs. */
export interface OpeningTimes extends TreeTime {
  /** Reading the whole image from the engine, as tools that only have its API must. */
  readonly export: number
  /** find(1) over the same files. */
  readonly find: number
}

const turns = 7
const exports = 3

/**
 * Chooses the large image in a window that shows the small one, in a new window each time, so that nothing of the large
 * image is in its memory.
 * @param prepare what is to be done before each choice
 */
export async function measureOpenings(
  engine: LargeImageEngine,
  { note }: Tools,
  prepare: () => void,
): Promise<OpeningTimes> {
  note('reading the image as the engine exports it')
  const exported: number[] = []
  for (let turn = 0; turn < exports; turn++) exported.push(await engine.exportTime())
  note('opening its layers')
  const times: TreeTime[] = []
  const open = async () => {
    const window = await openLayers(engine.home, engine.small)
    try {
      prepare()
      const time = await timeToTree(window, engine.large)
      times.push(time)
      return time.painted
    } finally {
      await window.close()
    }
  }
  await inTurns(1, open, engine.findTime) // the profile is made, the files are in the page cache
  times.length = 0
  const { theirs } = await inTurns(turns, open, engine.findTime)
  const middle = (part: keyof TreeTime) => median(times.map((time) => time[part]))
  return {
    painted: middle('painted'),
    opened: middle('opened'),
    stacked: middle('stacked'),
    export: median(exported),
    find: median(theirs),
  }
}
