import { setTimeout as sleep } from 'node:timers/promises'
import { startLongList } from '../support/longList'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { type Page, untilInPage } from '../support/page'
import { judge, type Row } from '../support/row'

const count = 50_000
/** As many as are drawn anyway: what they take is the window's own. */
const few = 100
/** Milliseconds without a long task after which what was asked for is done. */
const quiet = 1000
/** Pressing a key may take as long as a person does not notice; in milliseconds. */
const most = 50

/** A list of 50,000 containers beside one of a hundred: the longest that the page is blocked while it is shown, sorted, filtered and read again. */
export const listLong: Row = {
  id: 'list.50000',
  async measure({ note }) {
    return [
      judge({
        id: 'list.50000',
        value: await longestBlock(count, note),
        unit: 'ms',
        yardstick: await longestBlock(few, note),
        bar: `blocked for no longer than with ${few} rows, or ${most} ms`,
        meets: (value, ratio) => value <= most || ratio <= 1.2,
      }),
    ]
  },
}

/** Milliseconds of the longest task of a list of so many rows; 0 where none is long. */
async function longestBlock(count: number, note: (text: string) => void): Promise<number> {
  const engine = await startLongList(count)
  const window = openSlipway(engine.home)
  let longest = 0
  try {
    const page = await paintedPage(window)
    await page.evaluate(watchTasks)
    await untilInPage(page, `${rows} === ${count + 1} || null`)
    const during = async (what: string, act: () => unknown, done: string) => {
      await settled(page)
      await page.evaluate('takeTasks()')
      await act()
      await untilInPage(page, `${done} || null`)
      await settled(page)
      const block = Math.max(0, ...(await page.evaluate<number[]>('takeTasks()')))
      longest = Math.max(longest, block)
      note(`${count} rows, ${what}: blocked for ${block.toFixed(0)} ms`)
    }
    await page.evaluate(goTo('engine'))
    await untilInPage(page, `${rows} === 0 || null`)
    await during('shown', () => page.evaluate(goTo('containers')), `${rows} === ${count + 1}`)
    const first = await page.evaluate<string>(firstRow)
    await during('sorted', () => page.evaluate(sortByName), `${firstRow} !== ${JSON.stringify(first)}`)
    await during('filtered', () => page.evaluate(type('service-9')), `${rows} < ${count / 2}`)
    await during('no longer filtered', () => page.evaluate(type('')), `${rows} === ${count + 1}`)
    await during('read again', () => engine.change(), `${rows} === ${count + 2}`)
    return longest
  } finally {
    await window.close()
    await engine.end()
  }
}

async function settled(page: Page): Promise<void> {
  await sleep(quiet)
  await untilInPage(page, `performance.now() - lastTask() > ${quiet} || null`)
}

const rows = `Number(document.querySelector('[role=grid], [role=treegrid]')?.getAttribute('aria-rowcount') ?? 0)`
const goTo = (view: string) => `location.hash = '#/${view}'`
const firstRow = `document.querySelector('[role=row][aria-rowindex="2"]')?.getAttribute('aria-label')`
const sortByName = `[...document.querySelectorAll('[role=columnheader] button')].find((each) => each.textContent.trim() === 'Name').click()`
const type = (text: string) => `{
  const field = document.querySelector('main input[type=search], main input')
  field.value = ${JSON.stringify(text)}
  field.dispatchEvent(new Event('input', { bubbles: true }))
}`

/** Tasks of more than 50 ms, as the page's own observer has them: https://www.w3.org/TR/longtasks-1/ */
const watchTasks = `{
  let tasks = []
  let last = 0
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      tasks.push(duration)
      last = startTime + duration
    }
  })
  observer.observe({ type: 'longtask', buffered: true })
  globalThis.lastTask = () => last
  globalThis.takeTasks = () => {
    const taken = tasks
    tasks = []
    return taken
  }
}`
