import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogBatch, LogLine } from '../../main/contract/containers'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { collect } from '../support/streams'

let engine: TestEngine
let served: ServedContainers
let stop: AbortController
let folder: string

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
})
afterAll(() => engine?.dispose())
beforeEach(() => {
  served = serveContainers(engine.socket)
  stop = new AbortController()
  folder = mkdtempSync(join(tmpdir(), 'slipway-logs-'))
})
afterEach(async () => {
  stop.abort()
  served.dispose()
  rmSync(folder, { recursive: true })
  const left = await docker(engine, 'ps', '-aq')
  if (left) await docker(engine, 'rm', '-f', '-v', ...left.split('\n'))
})

async function run(script: string, tty = false): Promise<string> {
  return (await served.containers.run(runRequest({ command: ['sh', '-c', script], tty }))).id
}
function logs(id: string, tail = 1000): AsyncIterable<LogBatch> {
  return served.containers.logs({ id, tail }, stop.signal)
}
async function allLines(id: string, tail?: number): Promise<LogLine[]> {
  return (await collect(logs(id, tail))).flatMap(({ lines }) => lines)
}
/** Sockets that this process has open. */
function sockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length
}

describe('logs', () => {
  it('have both sources, their times and their colours, and end with the container', async () => {
    const before = Date.now()
    const id = await run('echo out; printf "\\033[31merr\\033[0m\\n" >&2; printf "bad \\377 byte\\r\\nlast"')
    const lines = await allLines(id)
    expect(lines.filter(({ source }) => source === 'stdout').map(({ text }) => text)).toEqual([
      'out',
      'bad \ufffd byte',
      'last',
    ])
    expect(lines.filter(({ source }) => source === 'stderr').map(({ text }) => text)).toEqual([
      '\x1b[31merr\x1b[0m',
    ])
    for (const { at, cut } of lines) {
      expect(at).toBeGreaterThanOrEqual(before)
      expect(at).toBeLessThanOrEqual(Date.now())
      expect(cut).toBe(0)
    }
  })

  it("of a terminal are one source without the terminal's line ends", async () => {
    const id = await run('echo out; echo err >&2; tty', true)
    expect((await allLines(id)).map(({ text, source }) => `${source} ${text}`)).toEqual([
      'stdout out',
      'stdout err',
      'stdout /dev/pts/0',
    ])
  })

  for (const tty of [false, true]) {
    it(`have no times within a line of 100,000 bytes ${tty ? 'of a terminal' : ''}`, async () => {
      const id = await run('head -c 100000 /dev/zero | tr "\\0" x; echo; echo end', tty)
      const lines = await allLines(id)
      expect(lines.map(({ text, cut }) => [text.length, cut, /^x+$|^end$/.test(text)])).toEqual([
        [65_536, 34_464, true],
        [3, 0, true],
      ])
    })
  }

  it('of a progress bar that is longer than a line may be have its end', async () => {
    const bar =
      'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); printf "\\r%d of 20000" $i; done; printf "\\rdone"; echo; echo end'
    const id = await run(bar)
    const texts = (await allLines(id)).map(({ text }) => text)
    expect(texts).toHaveLength(2)
    expect(texts[0]!.length).toBeLessThanOrEqual(65_536)
    expect(texts[0]!.split('\r').slice(-2)).toEqual(['20000 of 20000', 'done'])
  })

  it('begin with the newest lines, then follow', async () => {
    const id = await run('for i in 1 2 3 4 5; do echo $i; done; sleep 1; echo 6; sleep 1000')
    await eventually(async () => expect(await docker(engine, 'logs', id)).toContain('5'))
    const seen: string[] = []
    for await (const { lines } of logs(id, 2)) {
      seen.push(...lines.map(({ text }) => text))
      if (seen.includes('6')) break
    }
    expect(seen).toEqual(['4', '5', '6'])
  })

  it('of many lines come in few batches, and none is lost', async () => {
    const script = 'i=0; while [ $i -lt 100 ]; do seq $((i*100)) $((i*100+99)); i=$((i+1)); sleep 0.01; done'
    const id = await run(script)
    const batches = await collect(logs(id, 200_000))
    const texts = batches.flatMap(({ lines }) => lines.map(({ text }) => text))
    expect(texts).toEqual(Array.from({ length: 10_000 }, (_, index) => String(index)))
    // Some lines are written while a batch is read, and a hundred at once.
    expect(batches.length).toBeLessThan(1000)
  })

  it('wait for a reader that lags, and main does not grow meanwhile', async () => {
    const id = await run(
      'yes 0123456789012345678901234567890123456789 | head -n 1000000; echo end; sleep 1000',
    )
    const reader = logs(id, 200_000)[Symbol.asyncIterator]()
    await reader.next()
    const before = process.memoryUsage().rss
    await expect.poll(() => docker(engine, 'logs', '--tail', '1', id)).toBe('end')
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 2 ** 20)
    await reader.return?.()
  })

  it('end at once when they are left, wherever, with no socket behind them', async () => {
    const id = await run('echo one; sleep 1000')
    await eventually(() => expect(served.events.live).toBe(true))
    // The requests that came before may close theirs a moment later: that only lowers it.
    const baseline = sockets()
    for (let index = 0; index < 20; index++) {
      const stop = new AbortController()
      const reader = served.containers.logs({ id, tail: 10 }, stop.signal)[Symbol.asyncIterator]()
      if (index % 3 > 0) await reader.next()
      const pending = reader.next()
      if (index % 2) await new Promise((resolve) => setTimeout(resolve, 20))
      stop.abort()
      // By itself it would follow the container for as long as that lives.
      while (!(await pending).done && !(await reader.next()).done);
    }
    for await (const _ of logs(id)) break
    const left = logs(id)[Symbol.asyncIterator]()
    await left.next()
    const withOne = sockets()
    await left.return?.()
    await expect.poll(sockets).toBeLessThan(withOne)
    await expect.poll(sockets).toBeLessThanOrEqual(baseline)
  })

  it('of a container that is gone fail with its name', async () => {
    const id = await run('sleep 1000')
    await served.containers.watch(stop.signal)[Symbol.asyncIterator]().next()
    await docker(engine, 'rm', '-f', id)
    await expect(allLines(id)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('saved logs', () => {
  const script = 'seq 1 20000; echo err >&2; head -c 40000 /dev/zero | tr "\\0" x; echo; printf "last"'

  for (const tty of [false, true]) {
    it(`are what the docker command line prints ${tty ? '(terminal)' : ''}`, async () => {
      const id = await run(script, tty)
      await docker(engine, 'wait', id)
      const file = join(folder, 'web.log')
      served.chooseNewFile.mockResolvedValue(file)
      const progress = await collect(served.containers.saveLogs({ id, timestamps: false }, stop.signal))
      const saved = readFileSync(file, 'utf8')
      expect(progress.at(-1)).toEqual({ bytes: Buffer.byteLength(saved), file })
      expect(served.chooseNewFile.mock.calls[0]![0]).toMatch(/^[a-z]+_[a-z]+\.log$/)
      const lines = saved.split('\n')
      expect(lines).toHaveLength(20_003)
      expect(lines.at(-1)).toBe('last')
      expect(saved.replace(/\r/g, '')).toContain(`\n${'x'.repeat(40_000)}\n`)
      expect(readdirSync(folder)).toEqual(['web.log'])
    })
  }

  it('have their times when asked', async () => {
    const id = await run('echo one; echo two')
    await docker(engine, 'wait', id)
    const file = join(folder, 'web.log')
    served.chooseNewFile.mockResolvedValue(file)
    await collect(served.containers.saveLogs({ id, timestamps: true }, stop.signal))
    expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT\S+Z one\n\d{4}-\S+Z two\n$/)
  })

  for (const tty of [false, true]) {
    it(`have one time a line, also of lines over 16 KB ${tty ? '(terminal)' : ''}`, async () => {
      const long = 'head -c 100000 /dev/zero | tr "\\0" x; echo; head -c 16384 /dev/zero | tr "\\0" y; echo'
      const id = await run(`${long}; sleep 1; echo err >&2; echo; echo end`, tty)
      await docker(engine, 'wait', id)
      const file = join(folder, 'web.log')
      served.chooseNewFile.mockResolvedValue(file)
      await collect(served.containers.saveLogs({ id, timestamps: true }, stop.signal))
      const lines = readFileSync(file, 'utf8').replaceAll('\r', '').split('\n')
      const stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /g
      expect(lines.pop()).toBe('')
      expect(lines.map((line) => line.match(stamp)?.length)).toEqual(lines.map(() => 1))
      expect(lines.map((line) => line.search(stamp))).toEqual(lines.map(() => 0))
      const texts = lines.map((line) => line.replace(stamp, ''))
      expect(texts.filter((text) => text !== 'err')).toEqual([
        'x'.repeat(100_000),
        'y'.repeat(16_384),
        '',
        'end',
      ])
      expect(texts).toContain('err')
    })
  }

  it('have a time for each part of a line that the other source wrote into', async () => {
    const id = await run(
      'printf "half "; sleep 0.3; echo err >&2; sleep 0.3; head -c 40000 /dev/zero | tr "\\0" x; echo',
    )
    await docker(engine, 'wait', id)
    const file = join(folder, 'web.log')
    served.chooseNewFile.mockResolvedValue(file)
    await collect(served.containers.saveLogs({ id, timestamps: true }, stop.signal))
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      expect(line).toMatch(/^\d{4}-\S+Z [^Z]*$/)
    }
  })

  it('end at once when no file was chosen', async () => {
    const id = await run('echo one')
    expect(await collect(served.containers.saveLogs({ id, timestamps: false }, stop.signal))).toEqual([])
  })

  it('leave nothing when they are left, or cannot be written; what was there stays', async () => {
    // So much of it that saving is left in the middle.
    const id = await run('yes')
    const log = await docker(engine, 'inspect', '--format', '{{.LogPath}}', id)
    await eventually(() => expect(statSync(log).size).toBeGreaterThan(50e6))
    const file = join(folder, 'web.log')
    served.chooseNewFile.mockResolvedValue(file)
    for await (const { bytes } of served.containers.saveLogs({ id, timestamps: false }, stop.signal)) {
      if (bytes > 0) break
    }
    expect(readdirSync(folder)).toEqual([])

    const aborted = collect(served.containers.saveLogs({ id, timestamps: false }, stop.signal)).catch(
      () => {},
    )
    await eventually(() => expect(readdirSync(folder)).toHaveLength(1))
    stop.abort()
    await aborted
    expect(readdirSync(folder)).toEqual([])

    served.chooseNewFile.mockResolvedValue(join(folder, 'none', 'web.log'))
    const save = collect(served.containers.saveLogs({ id, timestamps: false }, new AbortController().signal))
    await expect(save).rejects.toMatchObject({ code: 'not-found' })
    expect(existsSync(file)).toBe(false)
  })
})
