import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeBareWindow } from '../support/bareWindow'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { type Page, untilInPage } from '../support/page'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { median, percentile } from '../support/statistics'

const count = 1000
const passes = 5
const passTime = 2000
/** Compose's projects that the containers belong to. */
const projects = 50

/**
 * 1,000 containers: from the click that opens the list to the painted rows, and how evenly it scrolls; as it is at first, and
 * in groups in a wide window with every column that there is.
 */
export const list1000: Row = {
  id: 'list.1000',
  async measure({ folder, note }) {
    note(`creating ${count} containers`)
    const engine = await startPrivateEngine()
    try {
      await engine.fill(count, 0, projects)
      note('opening and scrolling the list')
      const bare = writeBareWindow(folder, plainList)
      const theirs = await inWindow(bare, plain)
      const ours = await inWindow(() => openSlipway(engine.home), slipway)
      note('the same in groups, with all columns')
      chooseAll(engine.home)
      const wide = await inWindow(() => openSlipway(engine.home), slipway)
      return [
        judge({
          id: 'list.1000',
          value: ours.painted,
          unit: 'ms',
          yardstick: theirs.painted,
          bar: '150 ms',
          meets: (value) => value <= 150,
        }),
        judge({
          id: 'list.1000.frame',
          value: ours.frame,
          unit: 'ms',
          yardstick: theirs.frame,
          bar: '17 ms between frames (p95)',
          meets: (value) => value <= 17,
        }),
        judge({
          id: 'list.1000.wide',
          value: wide.painted,
          unit: 'ms',
          yardstick: theirs.painted,
          bar: '150 ms',
          meets: (value) => value <= 150,
        }),
        judge({
          id: 'list.1000.wide.frame',
          value: wide.frame,
          unit: 'ms',
          yardstick: theirs.frame,
          bar: '17 ms between frames (p95)',
          meets: (value) => value <= 17,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}

/** What a person would have chosen: groups, all columns, and a window as wide as the screen. */
function chooseAll(home: string): void {
  const shown = Object.fromEntries(
    ['status', 'age', 'project', 'service', 'command', 'id'].map((key) => [key, true]),
  )
  const remembered = { 'list.containers': { grouped: true, shown } }
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ noTraySeen: true, remembered }))
  const state = join(home, 'window/state.json')
  mkdirSync(dirname(state), { recursive: true })
  writeFileSync(state, JSON.stringify({ width: 1600, height: 1000, maximised: false }))
}

/** How a list is left and opened in a page, each an expression. */
interface List {
  readonly leave: string
  readonly open: string
  /** True once rows are in the page. */
  readonly shown: string
}

const link = (view: string) => `document.querySelector('nav a[href="#/${view}"]').click()`
const slipway: List = {
  leave: link('engine'),
  open: link('containers'),
  shown: `document.querySelectorAll(':is([role=grid], [role=treegrid]) [role=row][aria-label]').length > 10`,
}
const plain: List = {
  leave: 'leaveList()',
  open: 'openList()',
  shown: `document.querySelectorAll('[role=row]').length > 10`,
}

/** As many plain rows as there are containers, all of them in the page, as any web page would have them. */
const plainList = `
<style>
  body { margin: 0; font: 13px sans-serif }
  [role=grid] { height: 100vh; overflow-y: auto }
  [role=row] { display: grid; grid-template-columns: repeat(5, 1fr); height: 32px }
</style>
<div role="grid"></div>
<script>
  const grid = document.querySelector('[role=grid]')
  const leaveList = () => grid.replaceChildren()
  function openList() {
    grid.replaceChildren(...Array.from({ length: ${count} }, (_, index) => {
      const row = document.createElement('div')
      row.setAttribute('role', 'row')
      row.append(...['bench-' + index, 'busybox', 'created', '', 'a minute ago'].map((text) => {
        const cell = document.createElement('div')
        cell.textContent = text
        return cell
      }))
      return row
    }))
  }
  openList()
</script>`

async function inWindow(open: () => ReturnType<typeof openSlipway>, list: List) {
  const window = open()
  try {
    const page = await paintedPage(window)
    await untilInPage(page, `${list.shown} || null`)
    return { painted: await timeToOpen(page, list), frame: await frameInterval(page) }
  } finally {
    await window.close()
  }
}

/** Milliseconds from the click to the end of the frame that shows rows; the first opening counts as one of five. */
async function timeToOpen(page: Page, { leave, open, shown }: List): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    await page.evaluate(leave)
    await untilInPage(page, `!(${shown}) || null`)
    await sleep(300)
    times.push(
      await page.evaluate<number>(`new Promise((resolve) => {
        const begin = performance.now()
        const look = () => {
          if (!(${shown})) return requestAnimationFrame(look)
          // This frame is about to be painted: what is posted now runs after it.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve(performance.now() - begin)
          port2.postMessage(null)
        }
        ${open}
        requestAnimationFrame(look)
      })`),
    )
  }
  return median(times)
}

/**
 * The 95th percentile of the milliseconds between frames while a mouse wheel turns over the list: the median of
 * several passes, down and up again.
 */
async function frameInterval(page: Page): Promise<number> {
  const { x, y } = await page.evaluate<{ x: number; y: number }>(`(() => {
    const box = document.querySelector('[role=grid], [role=treegrid]').getBoundingClientRect()
    return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
  })()`)
  const intervals: number[] = []
  for (let pass = 0; pass < passes; pass++) {
    await page.evaluate(startFrames)
    const end = performance.now() + passTime
    while (performance.now() < end) {
      await page.wheel(x, y, pass % 2 === 0 ? 120 : -120)
      await sleep(12)
    }
    const frames = await page.evaluate<number[]>('endFrames()')
    intervals.push(
      percentile(
        frames.slice(1).map((time, index) => time - frames[index]!),
        0.95,
      ),
    )
  }
  return median(intervals)
}

const startFrames = `{
  const times = []
  let on = true
  const note = (time) => {
    times.push(time)
    if (on) requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
  globalThis.endFrames = () => {
    on = false
    return times
  }
}`
