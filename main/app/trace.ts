import { readFileSync } from 'node:fs'
import type { WebContents } from 'electron'
import { type Mark, marks } from '../base/marks'

/** With SLIPWAY_TRACE=1, writes what was marked in main and in the page until now, in order, from the process's creation on. */
export async function writeTrace(contents: WebContents): Promise<void> {
  if (marks.length === 0) return
  const inPage = (await contents.executeJavaScript(readPage)) as readonly Mark[]
  const created = Date.now() - millisecondsSinceCreation()
  const lines = [...marks.map(said('main')), ...inPage.map(said('page'))]
    .sort((a, b) => a.at - b.at)
    .map(({ at, line }) => `${(at - created).toFixed(0).padStart(6)}  ${line}`)
  process.stderr.write(`    ms  where what\n${lines.join('\n')}\n`)
}

const said =
  (where: string) =>
  ({ at, what }: Mark) => ({ at, line: `${where}  ${what}` })

/** What the page's own clock has of it: its files, its marks and what it painted. */
const readPage = `(() => {
  const found = []
  const add = (at, what) => found.push({ at: performance.timeOrigin + at, what })
  for (const entry of performance.getEntries()) {
    const file = entry.name.split('/').pop() || 'the document'
    if (entry.entryType !== 'navigation' && entry.entryType !== 'resource') {
      add(entry.startTime, entry.name)
      continue
    }
    add(entry.fetchStart, 'asks for ' + file)
    add(entry.responseEnd, 'has ' + file)
    if (entry.entryType === 'navigation') add(entry.domInteractive, 'the document is parsed')
  }
  return found
})()`

/** To 10 ms, as proc(5) tells it; Electron's own creation time follows a clock that may have been set since. */
function millisecondsSinceCreation(): number {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  const ticks = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]
  return Math.round(uptime - Number(ticks) * 10)
}
