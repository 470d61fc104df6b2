import { join } from 'node:path'
import { everyHostileArchive, judgeMemory, judgeSilence } from '../support/hostileAll'
import { hostileLists } from '../support/hostileEngines'
import { type HostileSight, seeArchives, seeList } from '../support/hostileWindow'
import type { Row } from '../support/row'

/**
 * The most memory that any hostile engine takes, of a window's main and of its page, and the longest that a person sees nothing
 * new: lists that are huge, stall or drip, events without end, and every hostile archive as the engine writes it out.
 */
export const windowHostile: Row = {
  id: 'window.hostile',
  async measure({ folder, note }) {
    const sights: HostileSight[] = []
    for (const list of hostileLists) {
      note(list.name)
      sights.push(await seeList(list))
      console.log(line(sights.at(-1)!))
    }
    note('all archives, in one window')
    for await (const sight of seeArchives(everyHostileArchive(), join(folder, 'archive'))) {
      sights.push(sight)
      console.log(line(sight))
    }
    const most = (of: (sight: HostileSight) => number) => Math.max(...sights.map(of))
    return [
      judgeMemory(
        'window.hostile',
        most(({ main }) => main),
      ),
      judgeMemory(
        'window.hostile.page',
        most(({ page }) => page),
      ),
      judgeSilence(
        'window.hostile.silence',
        most(({ silence }) => silence),
      ),
    ]
  },
}

/** Of main and of the page: the most of either so far. */
function line({ name, main, page, silence, said }: HostileSight): string {
  const figures = `${main.toFixed(0).padStart(5)} MB ${page.toFixed(0).padStart(5)} MB ${(silence / 1000).toFixed(1).padStart(5)} s`
  return `  ${name.slice(0, 44).padEnd(44)} ${figures}  ${said.slice(0, 60)}`
}
