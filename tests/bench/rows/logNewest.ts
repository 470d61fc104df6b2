import { counted, startLogEngine } from '../support/logContainers'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { untilInPage } from '../support/page'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const lines = 1_000_000

const shown = `[...document.querySelectorAll('[role=log] .log-line')].some((line) => line.textContent.includes('the very last'))`
const tab = (name: string) =>
  `[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.trim() === '${name}')`

/** A log of 1,000,000 lines: from the click on its tab to its newest lines on screen. */
export const logNewest: Row = {
  id: 'log.newest',
  async measure({ note }) {
    const engine = await startLogEngine()
    try {
      note(`writing ${lines} lines`)
      const id = await engine.run('long', `${counted('line', lines, 'of a long log')}; echo the very last`)
      await engine.ended(id)
      const theirs = await engine.piped(`docker logs --tail 100 ${id}`)
      note('opening it')
      const window = openSlipway(engine.home)
      try {
        const page = await paintedPage(window)
        await page.evaluate(`location.hash = '#/containers/${id}/overview'`)
        await untilInPage(page, `${tab('Logs')} ? true : null`)
        const times: number[] = []
        for (let turn = 0; turn < 7; turn++) {
          await page.evaluate(
            `${tab('Overview')}.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))`,
          )
          await untilInPage(page, `${shown} ? null : true`)
          times.push(
            await page.evaluate<number>(`new Promise((resolve) => {
              const began = performance.now();
              ${tab('Logs')}.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
              const look = () => {
                if (!${shown}) return requestAnimationFrame(look)
                const { port1, port2 } = new MessageChannel()
                port1.onmessage = () => resolve(performance.now() - began)
                port2.postMessage(null)
              }
              requestAnimationFrame(look)
            })`),
          )
        }
        return [
          judge({
            id: 'log.newest',
            value: median(times),
            unit: 'ms',
            yardstick: theirs,
            bar: '150 ms',
            meets: (value) => value <= 150,
          }),
        ]
      } finally {
        await window.close()
      }
    } finally {
      await engine.end()
    }
  },
}
