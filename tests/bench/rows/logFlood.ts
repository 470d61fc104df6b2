import { createReadStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLogEngine } from '../support/logContainers'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { type Page, untilInPage } from '../support/page'
import { growthOf } from '../support/peakMemory'
import { judge, judgeGrowth, type Row } from '../support/row'
import { percentile } from '../support/statistics'

const seconds = 60
/** Milliseconds in which no line comes once all have. */
const quiet = 3000
/** About 100,000 lines a second, in ten bursts. */
const flood = `awk 'BEGIN { for (;;) { for (i = 1; i <= 10000; i++) print "line " ++n " of a flood that nobody can read"; fflush(); system("sleep 0.09") } }'`

/**
 * 100,000 lines a second for a minute on screen: how long a key takes meanwhile, what memory it takes, and how soon after its end
 * each line that was written is either shown or counted as passed.
 */
export const logFlood: Row = {
  id: 'log.flood',
  async measure({ note }) {
    const engine = await startLogEngine()
    const window = openSlipway(engine.home)
    try {
      const page = await paintedPage(window)
      const id = await engine.run('flood', flood)
      await untilInPage(page, `document.querySelector('[role=row][aria-label="flood"]') ? true : null`)
      await page.evaluate(`location.hash = '#/containers/${id}/logs'`)
      await untilInPage(page, `document.querySelectorAll('[role=log] .log-line').length > 10 || null`)
      const growth = growthOf(window)
      note(`typing for ${seconds} s beside it`)
      const times: number[] = []
      for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(200))
        times.push(await page.evaluate<number>(typed))
      const passed = await page.evaluate<string>(`document.querySelector('[data-notes]')?.textContent ?? ''`)
      await engine.piped(`docker kill ${id}`)
      const { counted, behind } = await settled(page)
      const { path } = engine.place(id) as { path: string }
      const written = await countLines(path)
      note(`${written} lines were written, ${counted} are in the window; ${passed.trim()}`)
      return [
        judge({
          id: 'log.flood',
          value: percentile(times, 0.95),
          unit: 'ms',
          yardstick: null,
          bar: 'a key within 100 ms (p95)',
          meets: (value) => value <= 100,
        }),
        ...judgeGrowth('log.flood', growth()),
        judge({
          id: 'log.flood.behind',
          value: behind,
          unit: 'ms',
          yardstick: null,
          bar: 'all that was written is shown or counted within 2 s',
          meets: (value) => counted === written && value <= 2000,
        }),
      ]
    } finally {
      await window.close()
      await engine.end()
    }
  },
}

async function countLines(path: string): Promise<number> {
  let count = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++
  return count
}

/** Waits until no more lines come. @returns how many there are, and after how many milliseconds the last of them were counted */
async function settled(page: Page): Promise<{ readonly counted: number; readonly behind: number }> {
  const began = performance.now()
  let [counted, behind] = [-1, 0]
  for (; performance.now() - began < behind + quiet; await sleep(20)) {
    const now = await page.evaluate<number>(
      `Number(document.querySelector('[role=searchbox][aria-label="Find in the log"]').placeholder.replace(/\\D/g, ''))`,
    )
    if (now !== counted) [counted, behind] = [now, performance.now() - began]
  }
  return { counted, behind }
}

/** A key in the list's filter, until what it changes is painted. */
const typed = `new Promise((resolve) => {
  const field = document.querySelector('[role=searchbox][aria-label="Filter containers"]')
  const began = performance.now()
  field.value = field.value === 'f' ? 'fl' : 'f'
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(performance.now() - began)
    port2.postMessage(null)
  })
})`
