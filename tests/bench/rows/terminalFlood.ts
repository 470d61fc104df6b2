import { setTimeout as sleep } from 'node:timers/promises'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { type Page, untilInPage } from '../support/page'
import { growthOf } from '../support/peakMemory'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, judgeGrowth, type Row } from '../support/row'
import { median, percentile } from '../support/statistics'

/** Milliseconds that it floods, and between two keys that are pressed meanwhile. */
const flood = 10_000
const betweenKeys = 100
const turns = 3

/** `yes` in a terminal: how soon a letter that is typed into the list's filter is painted, how soon Ctrl+C has ended it, and what memory it takes. */
export const terminalFlood: Row = {
  id: 'terminal.flood',
  async measure({ note }) {
    const engine = await startPrivateEngine()
    try {
      await engine.fill(1, 1)
      const window = openSlipway(engine.home)
      try {
        const page = await paintedPage(window)
        await openTerminal(page)
        const growth = growthOf(window)
        note(`flooding ${turns} times`)
        const typing: number[] = []
        const ends: number[] = []
        for (let turn = 0; turn < turns; turn++) {
          await typeLine(page, 'yes')
          await sleep(500)
          typing.push(...(await typeElsewhere(page)))
          ends.push(await interrupt(page))
        }
        return [
          judge({
            id: 'terminal.flood',
            value: percentile(typing, 0.95),
            unit: 'ms',
            yardstick: null,
            bar: '100 ms (p95) from a key to its letter',
            meets: (value) => value <= 100,
          }),
          judge({
            id: 'terminal.flood.end',
            value: median(ends),
            unit: 'ms',
            yardstick: null,
            bar: '300 ms from Ctrl+C to the prompt',
            meets: (value) => value <= 300,
          }),
          ...judgeGrowth('terminal.flood', growth()),
        ]
      } finally {
        await window.close()
      }
    } finally {
      await engine.end()
    }
  },
}

const input = `document.querySelector('.xterm-helper-textarea')`
const filter = `document.querySelector('main [role=searchbox]')`
/** The lines in sight, as text. */
const screen = `document.querySelector('.xterm-rows').innerText`
const atPrompt = `/~ #\\s*$/.test(${screen}.trimEnd() + ' ')`

async function openTerminal(page: Page): Promise<void> {
  await page.evaluate(`document.querySelector('[role=grid] [role=row][aria-label]').focus()`)
  await page.key('t')
  await untilInPage(page, `${input} && ${atPrompt} || null`)
}

async function typeLine(page: Page, line: string): Promise<void> {
  await page.evaluate(`${input}.focus()`)
  for (const character of `${line}\r`) await page.key(character)
}

/** Milliseconds from each key to the end of the frame that shows its letter. */
async function typeElsewhere(page: Page): Promise<readonly number[]> {
  await page.evaluate(`{
    ${filter}.focus()
    globalThis.painted = []
    globalThis.onkeydown = ({ timeStamp }) => requestAnimationFrame(() => {
      // This frame is about to be painted: what is posted now runs after it.
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => painted.push(performance.now() - timeStamp)
      port2.postMessage(null)
    })
  }`)
  const end = performance.now() + flood
  while (performance.now() < end) {
    await page.key('b')
    await sleep(betweenKeys)
  }
  const times = await page.evaluate<number[]>('painted')
  await page.evaluate(
    `{ onkeydown = null; ${filter}.value = ''; ${filter}.dispatchEvent(new Event('input', { bubbles: true })) }`,
  )
  if (times.length < flood / betweenKeys / 4) throw new Error(`Only ${times.length} letters were painted.`)
  return times
}

/** Milliseconds from Ctrl+C to the painted prompt. */
async function interrupt(page: Page): Promise<number> {
  // What has a promise for its value would be waited for here.
  await page.evaluate(`{
    ${input}.focus()
    globalThis.ended = new Promise((resolve) => {
      addEventListener('keydown', ({ timeStamp }) => {
        const look = () => ${atPrompt} ? resolve(performance.now() - timeStamp) : requestAnimationFrame(look)
        requestAnimationFrame(look)
      }, { once: true, capture: true })
    })
    null
  }`)
  await page.key('c', { ctrl: true })
  return page.evaluate<number>('ended')
}
