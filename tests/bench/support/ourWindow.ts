import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../support/engine'
import { type ElectronWindow, openElectron } from './electronWindow'
import { type Page, untilInPage } from './page'

/** Opens Slipway on a home whose engine runs. */
export function openSlipway(home: string): ElectronWindow {
  return openElectron({ application: root, env: { SLIPWAY_HOME: home } })
}

/** When the page painted its first list, in milliseconds since 1970; a bare window leaves the same mark. */
const paintedAt = `(() => {
  const mark = performance.getEntriesByName('list-painted')[0]
  return mark ? performance.timeOrigin + mark.startTime : null
})()`

/** Long enough that attaching to the page does not disturb what it is still doing. */
const undisturbed = 2000

/** @returns milliseconds from the start of the process to the painted list */
export async function timeToPaint(open: () => ElectronWindow): Promise<number> {
  const window = open()
  try {
    await sleep(undisturbed)
    return (await untilInPage<number>(await window.page(), paintedAt)) - window.startedAt
  } finally {
    await window.close()
  }
}

/** The page of a window, once it has painted its first list. */
export async function paintedPage(window: ElectronWindow): Promise<Page> {
  await sleep(undisturbed)
  const page = await window.page()
  await untilInPage(page, paintedAt)
  return page
}
