import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleLogs } from '../support/bundle'
import { type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { type OpenedLog, serveLogs } from '../support/logs'

let engine: TestEngine
let worker: Awaited<ReturnType<typeof bundleLogs>>
let served: ServedContainers
let folder: string
let files: ReturnType<typeof serveLogs>
let asked: ReturnType<typeof serveLogs>
const opened: OpenedLog[] = []

beforeAll(async () => {
  worker = await bundleLogs()
  engine = await startEngine()
  await importBusybox(engine)
})
afterAll(async () => {
  await engine?.dispose()
  await worker?.remove()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-logs-'))
  served = serveContainers(engine.socket)
  files = serveLogs(served.connection, worker.scripts.logsWorker, folder, engine.engine.paths.data)
  asked = serveLogs(served.connection, worker.scripts.logsWorker, folder, null)
})
afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
  await files.dispose()
  await asked.dispose()
  served.dispose()
  expect(
    readdirSync(folder).filter((name) => name.startsWith('log-')),
    'nothing is left',
  ).toEqual([])
  rmSync(folder, { recursive: true })
  const left = await docker(engine, 'ps', '-aq')
  if (left) await docker(engine, 'rm', '-f', '-v', ...left.split('\n'))
})

/** Runs a script of the shell with docker's options. */
const run = (script: string, ...options: string[]) =>
  docker(engine, 'run', '-d', '--stop-signal', 'KILL', ...options, 'busybox:test', 'sh', '-c', script)
async function ended(script: string, ...options: string[]): Promise<string> {
  const id = await run(script, ...options)
  await docker(engine, 'wait', id)
  return id
}
function open(from: ReturnType<typeof serveLogs>, ids: readonly string[], back?: number): OpenedLog {
  const log = from.open(ids, back)
  opened.push(log)
  return log
}
const complete = (log: OpenedLog) =>
  eventually(() => {
    if (log.failure) throw log.failure
    expect(log.now?.complete).toBe(true)
  })
const texts = (lines: readonly { text: string }[]) => lines.map(({ text }) => text)
const count = (lines: number, words = 'of many') =>
  `awk 'BEGIN { for (i = 1; i <= ${lines}; i++) print "line " i " ${words}" }'`
const counted = (lines: number, words = 'of many') =>
  Array.from({ length: lines }, (_, index) => `line ${index + 1} ${words}`)
const rotating = ['--log-opt', 'max-size=1m', '--log-opt', 'max-file=100', '--log-opt', 'compress=true']

describe('the whole log of a container', () => {
  it('is read from its files, rotated and packed ones too, as the docker command line has it', async () => {
    const id = await ended(`${count(60_000)}; echo complaint >&2`, ...rotating)
    const path = await docker(engine, 'inspect', '--format', '{{.LogPath}}', id)
    await eventually(() =>
      expect(readdirSync(dirname(path)).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(2),
    )
    const log = open(files, [id])
    await complete(log)
    const lines = await log.all()
    const out = lines.filter(({ stderr }) => !stderr)
    expect(texts(out)).toEqual(counted(60_000))
    expect(texts(lines.filter(({ stderr }) => stderr))).toEqual(['complaint'])
    expect(log.now!.sources).toEqual([expect.objectContaining({ id, from: 'files', problem: null })])
  })

  it('is followed over rotations, and nothing is missing', async () => {
    const id = await run(`${count(5)}; while [ ! -e /go ]; do sleep 0.1; done; ${count(60_000)}`, ...rotating)
    const log = open(files, [id])
    await complete(log)
    await docker(engine, 'exec', id, 'touch', '/go')
    await docker(engine, 'wait', id)
    await eventually(() => expect(log.now!.lines.newest.at(-1)?.text).toBe('line 60000 of many'))
    if (log.now!.gaps === 0) expect(texts(await log.all())).toEqual([...counted(5), ...counted(60_000)])
    else expect(log.now!.lines.end).toBeGreaterThan(0)
  })

  it('is asked of the engine for another driver, as far back as was asked', async () => {
    const id = await ended(`${count(3000)}`, '--log-driver', 'local')
    const log = open(files, [id], 1000)
    await eventually(async () => expect(texts(await log.all())).toEqual(counted(3000).slice(-1000)))
    const [source] = log.now!.sources
    expect(source).toMatchObject({ from: 'engine', older: true })
    expect(Math.abs(Date.now() - source!.backTo!)).toBeLessThan(600_000)
    const further = open(files, [id], 100_000)
    // The engine says it in pieces, and what has come is complete each time.
    await eventually(async () => expect(texts(await further.all())).toEqual(counted(3000)))
    expect(further.now!.sources[0]).toMatchObject({ older: false })
  })

  it('is the same when the engine is asked for it', async () => {
    const script = 'printf "\\033[31mred\\033[0m\\n"; printf "bad \\377 byte\\r\\nlast"; echo "<b>&\\"" >&2'
    for (const tty of [[], ['-t']]) {
      const id = await ended(script, ...tty)
      const [one, other] = [open(files, [id]), open(asked, [id])]
      await complete(one)
      await complete(other)
      const plain = (lines: Awaited<ReturnType<OpenedLog['all']>>) =>
        lines
          .map(({ text, stderr, at }) => ({ text, stderr, at }))
          .sort((a, b) => a.text.localeCompare(b.text))
      const found = plain(await one.all())
      expect(found.length).toBeGreaterThanOrEqual(3)
      expect(plain(await other.all())).toEqual(found)
    }
  })

  it('of the driver none, and of no container, fails with the reason', async () => {
    const id = await ended('echo one', '--log-driver', 'none')
    const log = open(files, [id])
    await eventually(() =>
      expect(log.failure).toMatchObject({ details: { engine: expect.stringMatching(/driver/) } }),
    )
    const gone = open(files, ['0123456789ab'])
    await eventually(() => expect(gone.failure).toMatchObject({ code: 'not-found' }))
  })

  it('is emptied on disk while nobody writes to it, and goes on', async () => {
    const id = await run(`${count(40_000)}; while [ ! -e /go ]; do sleep 0.1; done; echo after`, ...rotating)
    const log = open(files, [id])
    await eventually(() => expect(log.now?.lines.newest.at(-1)?.text).toBe('line 40000 of many'))
    expect(await files.logs.clearable({ id })).toBe(true)
    // Docker writes on where it was, and reads nothing behind the hole before it.
    await expect(files.logs.clear({ id })).rejects.toMatchObject({ code: 'conflict' })
    await docker(engine, 'kill', id)
    await files.logs.clear({ id })
    await eventually(() => expect(log.now).toMatchObject({ cuts: 1, lines: { newest: [] } }))
    expect(await docker(engine, 'logs', id)).toBe('')
    await docker(engine, 'start', id)
    await eventually(() => expect(log.now!.lines.newest.at(-1)?.text).toBe('line 40000 of many'))
    await docker(engine, 'exec', id, 'touch', '/go')
    await docker(engine, 'wait', id)
    await eventually(() => expect(log.now!.lines.newest.at(-1)?.text).toBe('after'))
    expect((await docker(engine, 'logs', id)).split('\n')).toEqual([...counted(40_000), 'after'])
    await expect(asked.logs.clear({ id })).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('a search', () => {
  it('finds a line far back, in a packed file, and where it stands', async () => {
    const id = await ended(`${count(1000)}; echo the Needle; ${count(60_000)}`, ...rotating)
    const log = open(files, [id])
    await complete(log)
    const { lines, found } = await log.search({ text: 'needle' })
    expect(texts(lines)).toEqual(['the Needle'])
    expect(found).toMatchObject({ done: true, stopped: null, searched: 61_001 })
    const { handle } = log.now!
    const around = await files.logs.lines({ handle, of: 'all', from: lines[0]!.whole! - 1, count: 3 })
    expect(texts(around)).toEqual(['line 1000 of many', 'the Needle', 'line 1 of many'])
    expect(texts((await log.search({ text: '^line 4.000 ', regex: true, exclude: '4[1-9]' })).lines)).toEqual(
      ['line 40000 of many'],
    )
  })

  it('goes by level, source and time, and brings the whole trace', async () => {
    const script = `echo 'INFO begun'; echo 'ERROR it broke'; printf '  at one\\n  at two\\nCaused by: three\\n';
      echo '{"level":"error","msg":"json"}'; echo 'level=warn odd'; echo 'more' >&2; sleep 0.3; echo late`
    const id = await ended(script)
    const log = open(files, [id])
    await complete(log)
    const trace = ['ERROR it broke', '  at one', '  at two', 'Caused by: three']
    expect(texts((await log.search({ levels: ['error'] })).lines)).toEqual([
      ...trace,
      '{"level":"error","msg":"json"}',
    ])
    expect(texts((await log.search({ text: 'AT TWO' })).lines)).toEqual(trace)
    expect(texts((await log.search({ source: 'stderr' })).lines)).toEqual(['more'])
    const lines = await log.all()
    const late = lines.at(-1)!.at!
    expect(texts((await log.search({ since: late })).lines)).toEqual(['late'])
    expect((await log.search({ since: Date.now() + 1e9 })).lines).toEqual([])
  })

  it('finds what comes, too', async () => {
    const id = await run(
      'echo first needle; while [ ! -e /go ]; do sleep 0.1; done; echo second needle; sleep 1000',
    )
    const log = open(files, [id])
    await complete(log)
    const seen: string[][] = []
    const stop = new AbortController()
    const filter = {
      text: 'needle',
      exclude: '',
      regex: false,
      levels: [],
      source: null,
      since: null,
      until: null,
    }
    const searching = (async () => {
      for await (const found of files.logs.search({ handle: log.now!.handle, filter }, stop.signal))
        seen.push(texts(found.lines.newest))
    })()
    await eventually(() => expect(seen.at(-1)).toEqual(['first needle']))
    await docker(engine, 'exec', id, 'touch', '/go')
    await eventually(() => expect(seen.at(-1)).toEqual(['first needle', 'second needle']))
    stop.abort()
    await searching
  })

  it('for an expression without end is stopped and says so; what is none is refused', async () => {
    const id = await ended(`head -c 60 /dev/zero | tr '\\0' a; echo; echo end`)
    const log = open(files, [id])
    await complete(log)
    const { found } = await log.search({ text: '^(a+)+b$', regex: true })
    expect(found.stopped).toBe('slow')
    expect(texts(await log.all())).toHaveLength(2)
    expect(texts((await log.search({ text: 'end' })).lines)).toEqual(['end'])
    await expect(log.search({ text: '(', regex: true })).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('several logs', () => {
  it('are one by time, each line with its container, searched and saved as one', async () => {
    const say = (name: string, wait: string) =>
      `${wait}; for i in 1 2 3; do echo "${name} $i"; sleep 0.3; done`
    const ids = await Promise.all([
      ended(say('one', 'true'), '--name', 'one'),
      ended(say('two', 'sleep 0.1'), '--name', 'two'),
      ended(say('three', 'sleep 0.2'), '--name', 'three', '--log-driver', 'local'),
    ])
    const log = open(files, ids)
    await complete(log)
    await eventually(async () => expect(await log.all()).toHaveLength(9))
    const lines = await log.all()
    const times = lines.map(({ at }) => at!)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    for (const [source, name] of ['one', 'two', 'three'].entries())
      expect(texts(lines.filter((line) => line.source === source))).toEqual(
        [1, 2, 3].map((n) => `${name} ${n}`),
      )
    const { lines: found } = await log.search({ text: ' 2' })
    expect(texts(found).sort()).toEqual(['one 2', 'three 2', 'two 2'])
    for (const { whole, text } of found)
      expect(
        texts(await files.logs.lines({ handle: log.now!.handle, of: 'all', from: whole!, count: 1 })),
      ).toEqual([text])

    const file = join(folder, 'all.log')
    files.chooseNewFile.mockResolvedValue(file)
    for await (const _ of files.logs.save(
      { handle: log.now!.handle, of: 'all', timestamps: false },
      new AbortController().signal,
    ));
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual(
      lines.map(({ source, text }) => `${['one', 'two', 'three'][source]} | ${text}`),
    )
    expect(statSync(file).size).toBeGreaterThan(0)
  })
})
