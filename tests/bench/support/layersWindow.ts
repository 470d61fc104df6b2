import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronWindow } from './electronWindow'
import { openSlipway, paintedPage } from './ourWindow'
import { type Page, untilInPage } from './page'

/** A window with its page, which is to show the layers of an image. */
export interface LayersWindow extends ElectronWindow {
  readonly view: Page
}

/** What it takes to show the tree of an image's files, in milliseconds. */
export interface TreeTime {
  /** From choosing the image to the painted tree of what its topmost layer did. */
  readonly painted: number
  /** From a click in that tree, at once, to the painted contents of the directory that it opens. */
  readonly opened: number
  /** From the click that asks for all files of the image to their painted tree. */
  readonly stacked: number
}

/** For what showing the first image set off to die down. */
const settling = 1000

/** Opens Slipway, which shows its list of containers then. */
export async function openList(home: string): Promise<LayersWindow> {
  const window = openSlipway(home)
  try {
    return { ...window, view: await paintedPage(window) }
  } catch (error) {
    await window.close()
    throw error
  }
}

/** Opens Slipway with the layers of the small image, whose files have been read. */
export async function openLayers(home: string, image: string): Promise<LayersWindow> {
  const window = await openList(home)
  try {
    await window.view.evaluate(choose(image))
    await untilInPage(window.view, `${row('bin')} ? true : null`)
    await sleep(settling)
    return window
  } catch (error) {
    await window.close()
    throw error
  }
}

/** Chooses the large image, opens a directory in its tree as soon as that is painted, and then turns to the whole image. */
export function timeToTree({ view }: LayersWindow, image: string): Promise<TreeTime> {
  return view.evaluate<TreeTime>(`(async () => {
    const timeUntil = (isShown, act) => new Promise((resolve, reject) => {
      const begin = performance.now()
      const look = () => {
        const time = performance.now() - begin
        if (time > 60000) return reject(new Error('The page never came to: ' + isShown))
        if (!isShown()) return requestAnimationFrame(look)
        // This frame is about to be painted: what is posted now runs after it.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now() - begin)
        port2.postMessage(null)
      }
      act()
      requestAnimationFrame(look)
    })
    return {
      painted: await timeUntil(() => ${row('app')}, () => { ${choose(image)} }),
      opened: await timeUntil(
        () => ${aRow('[aria-level="2"]')},
        () => ${row('app')}.querySelector('[data-toggle]').click(),
      ),
      stacked: await timeUntil(() => ${row('usr')}, () => ${named('button', 'Stacked')}.click()),
    }
  })()`)
}

/** Turns to the picture of where an image's bytes lie, and waits until it is there. */
export async function openTreemap({ view }: LayersWindow): Promise<void> {
  await view.click(named('[role=tab]', 'Treemap'))
  await untilInPage(view, `document.querySelectorAll('[data-tile]').length > 10 || null`)
}

/** Expressions for the page. */
const choose = (image: string) => `location.hash = '#/layers/${image}'`
const aRow = (which: string) =>
  `document.querySelector('[role=treegrid] [role=row]${which}:not([aria-busy])')`
const row = (name: string) => aRow(`[aria-label="${name}"]`)
const named = (selector: string, text: string) =>
  `[...document.querySelectorAll('${selector}')].find((each) => each.textContent.trim() === '${text}')`
