import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildChannelProgram } from '../../support/channelProgram'
import { pieceSize } from '../../support/channelWindow/contract'
import { root } from '../../support/engine'
import { openElectron } from '../support/electronWindow'
import { type Page, untilInPage } from '../support/page'
import { memoryOf, ofKind } from '../support/processTree'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

/** 200 MB each way. */
const pieces = Math.ceil(200e6 / pieceSize)
const megabytes = (pieces * pieceSize) / 1e6

/**
 * A channel that carries 200 MB up and 200 MB down at once, in megabytes a second of both ways together, beside a plain
 * stream that carries them down; and by how much main and the page grow meanwhile, at most.
 */
export const channelBoth: Row = {
  id: 'channel.both',
  async measure({ folder, note }) {
    note('building a window that only carries')
    const application = join(folder, 'application')
    await buildChannelProgram(application)
    const window = openElectron({ application, env: { SLIPWAY_HOME: folder, SLIPWAY_ROOT: root } })
    try {
      await sleep(2_000)
      const page = await window.page()
      await untilInPage(page, `document.documentElement.dataset.ready ?? null`)
      note('carrying')
      const both = async () => (2 * megabytes * 1_000) / (await page.evaluate<number>(`timeBoth(${pieces})`))
      const down = async () => (megabytes * 1_000) / (await page.evaluate<number>(`timeDown(${pieces})`))
      await inTurns(1, both, down)
      const rates = await inTurns(5, both, down)
      const [main] = window.processes()
      const measured = [main!, ...ofKind(window.processes(), 'renderer')]
      const plainGrowth = await growth(page, measured, `timeDown(${2 * pieces})`)
      const growthOfBoth = await growth(page, measured, `timeBoth(${2 * pieces})`)
      return [
        judge({
          id: 'channel.both',
          value: median(rates.ours),
          unit: 'MB/s',
          yardstick: median(rates.theirs),
          bar: '0.8x a plain stream',
          meets: (_, ratio) => ratio >= 0.8,
        }),
        judge({
          id: 'channel.both.memory',
          value: growthOfBoth,
          unit: 'MB',
          yardstick: plainGrowth,
          bar: '150 MB more than before',
          meets: (value) => value <= 150,
        }),
      ]
    } finally {
      await window.close()
    }
  },
}

/** How much more memory (PSS, MB) these processes had together, at most, while the page worked. */
async function growth(page: Page, pids: readonly number[], work: string): Promise<number> {
  const before = memoryOf(pids)
  let most = before
  let isDone = false
  const working = page.evaluate(work).finally(() => {
    isDone = true
  })
  while (!isDone) {
    most = Math.max(most, memoryOf(pids))
    await sleep(50)
  }
  await working
  return most - before
}
