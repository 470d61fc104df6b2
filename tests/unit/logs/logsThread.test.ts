import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FoundLines, LogFilter, OpenLine } from '../../../main/contract/logs'
import { createLogsClient, type LogsClient, type ReadLog } from '../../../main/logs/worker/logsClient'
import type { LogState, SourcePlace } from '../../../main/logs/worker/protocol'
import { bundleLogs } from '../../support/bundle'
import { eventually } from '../../support/eventually'
import { type WrittenLog, writtenLog } from '../../support/logFiles'
import { noFilter } from '../../support/noFilter'

let worker: Awaited<ReturnType<typeof bundleLogs>>
let client: LogsClient
const written: WrittenLog[] = []

beforeAll(async () => {
  worker = await bundleLogs()
  client = createLogsClient({ script: worker.scripts.logsWorker, scratch: '/tmp' })
})
afterAll(async () => {
  await client?.close()
  await worker?.remove()
})
afterEach(() => {
  for (const log of written.splice(0)) log.remove()
})

function write(begin?: number): WrittenLog {
  const log = writtenLog(begin)
  written.push(log)
  return log
}
const numbered = (count: number, words = 'of many', from = 0) =>
  Array.from({ length: count }, (_, index) => `line ${from + index} ${words}`)

class Opened {
  state: LogState | null = null
  found: FoundLines | null = null
  failure: unknown = null
  readonly read: ReadLog
  constructor(places: readonly SourcePlace[]) {
    this.read = client.open(places, {
      onState: (state) => {
        this.state = state
      },
      onFound: (found) => {
        this.found = found
      },
      onDeath: (error) => {
        this.failure = error
      },
    })
  }
  async lines(of: 'all' | 'found' = 'all'): Promise<readonly OpenLine[]> {
    const range = of === 'all' ? this.state!.lines : this.found!.lines
    return this.read.ask('lines', { of, from: range.first, count: range.end - range.first })
  }
  async complete(): Promise<void> {
    await eventually(() => expect(this.state?.complete).toBe(true))
  }
  async search(filter: Partial<LogFilter>): Promise<readonly OpenLine[]> {
    this.found = null
    this.read.search({ ...noFilter, ...filter })
    await eventually(() => expect(this.found?.done || this.found?.stopped).toBeTruthy())
    return this.lines('found')
  }
}
async function opened(...logs: readonly WrittenLog[]): Promise<Opened> {
  const log = new Opened(logs.map(({ path }) => ({ from: 'file', path })))
  await log.complete()
  return log
}
const texts = (lines: readonly { text: string }[]) => lines.map(({ text }) => text)

describe('the thread that reads logs', () => {
  it('shows the newest lines, searches all, and goes on with what comes', async () => {
    const file = write()
    file.write(numbered(30_000))
    file.rotate({ packed: true })
    file.write(['the Needle', ...numbered(30_000, 'of others')])
    const log = await opened(file)
    expect(log.state!.lines).toMatchObject({ first: -60_001, end: 0, firstAt: Date.UTC(2026, 0, 1) })
    expect(log.state!.lines.newest.at(-1)!.text).toBe('line 29999 of others')
    const [needle, ...others] = await log.search({ text: 'needle' })
    expect(others).toEqual([])
    expect(needle).toMatchObject({ text: 'the Needle', whole: -30_001 })
    expect(log.found).toMatchObject({ searched: 60_001, done: true })
    file.write(['one more needle', 'and another line'])
    await eventually(() => expect(texts(log.found!.lines.newest)).toEqual(['the Needle', 'one more needle']))
    await eventually(() => expect(log.state!.lines.newest.at(-1)!.text).toBe('and another line'))
    log.read.close()
  })

  it('has searches by level, source, time and without', async () => {
    const file = write()
    file.write([
      'INFO begun',
      'ERROR broke',
      '  at one',
      '  at two',
      '{"level":50,"msg":"json"}',
      'level=warn odd',
    ])
    file.write(['complaint'], { stderr: true })
    file.write(['\u001b[31mGET\u001b[0m /path <b> "quoted"'])
    const log = await opened(file)
    const trace = ['ERROR broke', '  at one', '  at two']
    expect(texts(await log.search({ levels: ['error'] }))).toEqual([...trace, '{"level":50,"msg":"json"}'])
    expect(texts(await log.search({ text: 'at TWO' }))).toEqual(trace)
    expect(texts(await log.search({ text: 'o', exclude: 'broke' }))).toEqual([
      'INFO begun',
      '{"level":50,"msg":"json"}',
      'level=warn odd',
      'complaint',
      expect.stringContaining('quoted'),
    ])
    expect(texts(await log.search({ source: 'stderr' }))).toEqual(['complaint'])
    expect(await log.search({ text: 'get /path <b> "Q' })).toHaveLength(1)
    const since = Date.UTC(2026, 0, 1) + 5
    expect(await log.search({ since })).toHaveLength(3)
    expect(await log.search({ since: Date.UTC(2030, 0, 1) })).toEqual([])
    log.read.close()
  })

  it('ends a search for an expression without end, and reads on', async () => {
    const file = write()
    file.write([`${'a'.repeat(60)}!`, 'end'])
    const log = await opened(file)
    await log.search({ text: '^(a+)+b$', regex: true })
    expect(log.found!.stopped).toBe('slow')
    expect(await log.read.ask('marks', { texts: ['aab'] })).toBeNull()
    expect(texts(await log.search({ text: 'end' }))).toEqual(['end'])
    log.read.close()
  })

  it('says where an expression stands, and ends one that does not end there', async () => {
    const file = write()
    file.write(['end'])
    const log = await opened(file)
    expect(await log.read.ask('marks', { texts: ['any'] })).toBeNull()
    await log.search({ text: 'l.|x*', regex: true })
    expect(await log.read.ask('marks', { texts: ['Lolal', 'none', 'axx'] })).toEqual([
      [0, 2, 2, 4],
      [],
      [1, 3],
    ])
    await log.search({ text: '^(a+)+b$', regex: true })
    expect(await log.read.ask('marks', { texts: [`${'a'.repeat(60)}!`] })).toBeNull()
    expect(log.found!.stopped).toBe('slow')
    log.read.close()
  })

  it('merges by time, keeps traces together, and knows where what was found stands', async () => {
    const begin = Date.UTC(2026, 0, 1)
    const [one, two] = [write(begin), write(begin)]
    for (let step = 0; step < 5000; step++) {
      const at = begin + step * 10
      one.write([`one ${step}`, `  at ${step}`, '  and on'], { at })
      two.write([`two ${step}`], { at: at + 1 })
    }
    const log = await opened(one, two)
    expect(log.state!.lines).toMatchObject({ first: -20_000, end: 0 })
    const lines = await log.lines()
    expect(texts(lines)).toEqual(
      Array.from({ length: 5000 }, (_, step) => [
        `one ${step}`,
        `  at ${step}`,
        '  and on',
        `two ${step}`,
      ]).flat(),
    )
    const found = await log.search({ text: ' 17' })
    expect(texts(found)[0]).toBe('one 17')
    for (const { whole, text } of found) expect(lines[whole! + 20_000]!.text).toBe(text)
    two.write(['two more'], { at: begin + 9e6 })
    one.write(['one more'], { at: begin + 9e6 + 1 })
    await eventually(() =>
      expect(texts(log.state!.lines.newest).slice(-2).sort()).toEqual(['one more', 'two more']),
    )
    const saved = await log.read.ask('text', { of: 'all', from: 0, timestamps: false, names: ['one', 'two'] })
    expect(saved.text.split('\n').sort()).toEqual(['', 'one | one more', 'two | two more'])
    log.read.close()
  })

  it('merges what engines say with what lies in files', async () => {
    const file = write()
    file.write(['one 1', 'one 2', 'one 3'])
    const log = new Opened([
      { from: 'file', path: file.path },
      { from: 'engine', terminal: true, back: 100 },
    ])
    const time = (step: number) => new Date(Date.UTC(2026, 0, 1) + step).toISOString().replace('Z', '000000Z')
    await log.read.feed(1, Buffer.from(`${time(0)} two 1\r\n${time(1)} two 2\r\n`))
    await log.read.feed(1, null)
    await log.complete()
    expect(texts(await log.lines())).toEqual(['one 1', 'two 1', 'one 2', 'two 2', 'one 3'])
    expect(log.state!.sources[1]).toMatchObject({ backTo: Date.UTC(2026, 0, 1), older: false, ended: true })
    expect(texts(await log.search({ text: '2' }))).toEqual(['one 2', 'two 2'])
    log.read.close()
  })

  it('reads what is removed, missing and cut', async () => {
    const [gone, missing] = [write(), write()]
    gone.write(numbered(10))
    const log = await opened(gone, missing)
    rmSync(gone.path)
    expect(await log.lines()).toHaveLength(10)
    log.read.close()
    await expect(log.read.ask('lines', { of: 'all', from: 0, count: 1 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
