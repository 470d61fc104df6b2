import { setTimeout as sleep } from 'node:timers/promises'
import { startLongList } from '../support/longList'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { type Page, untilInPage } from '../support/page'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const count = 10_000
const projects = 500
/** What the palette itself takes, with nothing to look through. */
const few = 10
/** What is typed, letter by letter: a verb, and a name that a part of them has. */
const typed = 'stop service-6'
const passes = 3
/** In milliseconds. */
const bar = 100

/** 10,000 containers in 500 projects: from a letter in the palette to the painted results, at the slowest letter. */
export const paletteLong: Row = {
  id: 'palette.10000',
  async measure({ note }) {
    return [
      judge({
        id: 'palette.10000',
        value: await slowestLetter(count, projects, note),
        unit: 'ms',
        yardstick: await slowestLetter(few, few, note),
        bar: `${bar} ms`,
        meets: (value) => value <= bar,
      }),
    ]
  },
}

/** Milliseconds; each letter by the median of several passes. */
async function slowestLetter(
  containers: number,
  inProjects: number,
  note: (text: string) => void,
): Promise<number> {
  const engine = await startLongList(containers, inProjects)
  const window = openSlipway(engine.home)
  try {
    const page = await paintedPage(window)
    await untilInPage(page, `${rows} === ${containers + 1} || null`)
    const times: (readonly number[])[] = []
    for (let pass = 0; pass < passes; pass++) times.push(await typeAll(page))
    const letters = [...typed].map((_, at) => median(times.map((pass) => pass[at]!)))
    note(`${containers} containers: ${letters.map((time) => time.toFixed(0)).join(', ')} ms`)
    return Math.max(...letters)
  } finally {
    await window.close()
    await engine.end()
  }
}

const rows = `Number(document.querySelector('[role=grid], [role=treegrid]')?.getAttribute('aria-rowcount') ?? 0)`
const field = `document.querySelector('[role=dialog] input')`

/** Milliseconds for each letter. */
async function typeAll(page: Page): Promise<readonly number[]> {
  await page.key('k', { ctrl: true })
  await untilInPage(page, `(${field} && document.activeElement === ${field}) || null`)
  const times: number[] = []
  for (let length = 1; length <= typed.length; length++) {
    await sleep(200)
    times.push(await page.evaluate<number>(typeIn(typed.slice(0, length))))
  }
  await page.key('k', { ctrl: true })
  await untilInPage(page, `${field} === null || null`)
  return times
}

/** Types a text and tells how long it took until its results were painted; something of what is shown has all its words. */
const typeIn = (text: string) => `new Promise((resolve, reject) => {
  const field = ${field}
  const words = ${JSON.stringify(text)}.split(' ').filter(Boolean)
  const begin = performance.now()
  field.value = ${JSON.stringify(text)}
  field.dispatchEvent(new Event('input', { bubbles: true }))
  // What comes first may have a word among those that are not seen.
  const fits = () =>
    [...document.querySelectorAll('[role=dialog] [role=option]')].some((option) => {
      const label = option.textContent.toLowerCase()
      return words.every((word) => label.includes(word))
    })
  const look = () => {
    if (performance.now() - begin > 20_000) return reject(new Error('nothing was found for ' + words))
    if (!fits()) return requestAnimationFrame(look)
    // This frame is about to be painted: what is posted now runs after it.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(performance.now() - begin)
    port2.postMessage(null)
  }
  requestAnimationFrame(look)
})`
