import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TerminalRequest } from '../../main/contract/terminals'
import { createConnection } from '../../main/engine/client/connection'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import { createOpenShells } from '../../main/services/terminals/openShells'
import { createTerminals, type Terminals } from '../../main/services/terminals/terminals'
import { createToolboxes } from '../../main/services/terminals/toolbox'
import { createToolboxImage } from '../../main/services/terminals/toolboxImage'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { importOneProgram } from '../support/oneProgram'
import { type OpenTerminal, openTerminal } from '../support/terminal'

let engine: TestEngine
let connection: SwitchingConnection
let terminals: Terminals
let isOwn: boolean
let id: string
/** Containers that somebody was about to be root in. */
let asRoot: string[]
/** Says that the engine answers. */
const reconnected: (() => void)[] = []

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
})
afterAll(() => engine?.dispose())
beforeEach(async () => {
  isOwn = true
  connection = createSwitchingConnection(createConnection({ socket: engine.socket }))
  reconnected.length = 0
  asRoot = []
  terminals = serve('one')
  id = await run('--name', 'web', 'busybox:test', 'sleep', '1000')
})
afterEach(async () => {
  await terminals.dispose()
  connection.dispose()
  await removeAll()
})

/** @param home whose toolboxes they are */
function serve(home: string): Terminals {
  const toolboxes = createToolboxes(
    home,
    createToolboxImage(join(root, 'native/runtime/engine/welcome/busybox')),
  )
  const events = {
    subscribe(listener: (news: 'reconnected') => void) {
      reconnected.push(() => listener('reconnected'))
      return () => {}
    },
  }
  const shells = createOpenShells(join(engine.home, 'shells'))
  return createTerminals({
    connection,
    events,
    toolboxes,
    shells,
    isOwn: () => isOwn,
    async beforeRoot(container) {
      asRoot.push(container)
    },
  })
}
async function removeAll(): Promise<void> {
  const all = (await docker(engine, 'ps', '-aq')).split('\n').filter(Boolean)
  if (all.length > 0) await docker(engine, 'rm', '-f', ...all)
}
const run = (...words: string[]) => docker(engine, 'run', '-d', ...words)
const open = (request: Partial<TerminalRequest> = {}): OpenTerminal =>
  openTerminal(terminals.service, { id, ...request })
/** Names of the processes of a container, as its own `ps` says, without that. */
async function inside(): Promise<string[]> {
  const lines = (await docker(engine, 'exec', 'web', 'ps', '-o', 'args')).split('\n').slice(1)
  // In brackets is what has ended and nobody has buried yet.
  return lines.filter((line) => !/^(?:ps |\[)/.test(line))
}
const execs = () => docker(engine, 'inspect', '--format', '{{len .ExecIDs}}', 'web')

describe('a shell', () => {
  it('is found without running anything, and the best of them opened', async () => {
    const choices = await terminals.service.choices({ id })
    expect(choices).toEqual({ shells: ['/bin/ash', '/bin/sh'], users: ['root'], user: '', directory: '/' })
    expect(await execs()).toBe('0')
    const terminal = open()
    await terminal.shows('~ #')
    expect(asRoot).toEqual([id])
    expect(terminal.news).toEqual([{ kind: 'opened', program: '/bin/ash' }])
    terminal.resize({ columns: 111, rows: 33 })
    terminal.type('stty size; echo $TERM; tty\r')
    await terminal.shows(/33 111\r\nxterm-256color\r\n\/dev\/pts\/0/)
    terminal.type('exit 7\r')
    expect(await terminal.ended).toEqual({ kind: 'ended', exitCode: 7, container: 'running', stays: false })
  })

  it('is that of the chosen user, in the chosen directory', async () => {
    const terminal = open({ shell: '/bin/sh', user: '1000:1000', directory: '/tmp' })
    terminal.type('id -u; pwd\r')
    await terminal.shows(/1000\r\n\/tmp/)
    await terminal.close()
    expect(asRoot).toEqual([])
    const missing = await failure(open({ shell: '/bin/zsh' }).ended)
    expect(missing.code).toBe('command-not-found')
    expect((await failure(open({ user: 'nobodyhere' }).ended)).details?.engine).toMatch(/nobodyhere/)
  })

  it('shows what is written in any language, and 5 MB that are pasted come through', async () => {
    const terminal = open()
    terminal.type(`stty -icanon -echo; echo rea''dy; head -c 5000000 | md5sum; echo Größe 大きさ\r`)
    // Before that the shell itself reads what is typed.
    await terminal.shows('ready')
    const piece = 'pasted text '.repeat(1000)
    let left = 5_000_000
    while (left > 0) {
      terminal.type(piece.slice(0, Math.min(left, piece.length)))
      left -= piece.length
    }
    await terminal.shows(/[0-9a-f]{32} {2}-\r\nGröße 大きさ\r\n/)
  })

  it('waits for whoever reads it, and Ctrl+C ends what floods', async () => {
    const terminal = open()
    terminal.type('yes\r')
    await terminal.shows(/(y\r\n){1000}/)
    terminal.type('\x03')
    // Behind it the shell asks where the cursor is.
    await terminal.shows(/~ # [^y]*$/)
    expect(await inside()).not.toContain('yes')
  })
})

describe('closing it', () => {
  it('ends all that it started, also what HUP does not end, and nothing else', async () => {
    const terminal = open()
    await terminal.shows('~ #')
    terminal.type('sh -c \'trap "" HUP TERM INT; while :; do sleep 77; done\' & sleep 88\r')
    await eventually(async () =>
      expect(await inside()).toEqual(expect.arrayContaining(['sleep 77', 'sleep 88'])),
    )
    const end = await terminal.close()
    expect(end).toEqual({ kind: 'ended', exitCode: null, container: 'running', stays: false })
    expect(await inside()).toEqual(['sleep 1000'])
    await eventually(async () => expect(await execs()).toBe('0'))
  })

  it('so does a window that dies', async () => {
    const terminal = open()
    terminal.type('yes\r')
    await terminal.shows('y\r\ny')
    terminal.abandon()
    await eventually(async () => expect(await inside()).toEqual(['sleep 1000']))
  })

  it('and so does the end of Slipway, for all of them', async () => {
    const all = [open(), open(), open()]
    for (const terminal of all) await terminal.shows('~ #')
    await terminals.dispose()
    expect(await inside()).toEqual(['sleep 1000'])
  })

  it('elsewhere a shell is ended by what would be typed, and what stays is said', async () => {
    isOwn = false
    const terminal = open()
    terminal.type('sleep 88\r')
    await eventually(async () => expect(await inside()).toContain('sleep 88'))
    expect(await terminal.close()).toMatchObject({ kind: 'ended', stays: false })
    expect(await inside()).toEqual(['sleep 1000'])

    const stubborn = open()
    stubborn.type("trap '' INT; sh -c 'while :; do sleep 99; done'\r")
    await eventually(async () => expect(await inside()).toContain('sleep 99'))
    expect(await stubborn.close()).toMatchObject({ kind: 'ended', stays: true })
    expect(await inside()).toContain('sleep 99')
  })
})

describe('what goes away under it', () => {
  it.each([
    ['restarted', ['restart', '-t0', 'web'], /restarted|stopped/],
    ['stopped', ['stop', '-t0', 'web'], /stopped/],
    // The engine stops it first.
    ['removed', ['rm', '-f', 'web'], /gone|stopped/],
  ] as const)('is said: the container is %s', async (_, words, container) => {
    const terminal = open()
    await terminal.shows('~ #')
    await docker(engine, ...words)
    expect(await terminal.ended).toMatchObject({ kind: 'ended', stays: false })
    const end = await terminal.ended
    expect(end?.kind === 'ended' && end.container).toMatch(container)
  })

  it('an engine that is no longer reached fails it', async () => {
    const terminal = open()
    await terminal.shows('~ #')
    connection.release()
    expect((await failure(terminal.ended)).code).toBe('engine-unreachable')
  })

  it('a container without a shell, and one that does not run, are named', async () => {
    await docker(engine, 'stop', '-t0', 'web')
    expect((await failure(open().ended)).code).toBe('conflict')
    const bare = await run(
      '--name',
      'bare',
      '--user',
      '1000',
      await importOneProgram(engine),
      '/busybox',
      'sleep',
      '99',
    )
    const error = await failure(openTerminal(terminals.service, { id: bare }).ended)
    expect(error.key).toBe('command-not-found/shell')
    expect(error.details?.object).toBe('bare')
  })
})

describe('the terminal of a container', () => {
  it('is what its program reads and writes where it has none', async () => {
    id = await run(
      '-i',
      '--name',
      'plain',
      'busybox:test',
      'sh',
      '-c',
      'while read w; do echo "got $w"; echo no >&2; done',
    )
    const terminal = open({ kind: 'attached' })
    terminal.type('one\rtwo\r')
    await terminal.shows(/got one\r\n[\s\S]*got two\r\n/)
    await terminal.shows('no\r\n')
    expect(terminal.news[0]).toMatchObject({ kind: 'opened', lacks: 'terminal' })
    terminal.resize({ columns: 100, rows: 30 })
    expect(await terminal.close()).toMatchObject({ container: 'running', stays: false })
    id = await run('--name', 'deaf', 'busybox:test', 'sh', '-c', 'while sleep 0.2; do echo on; done')
    const deaf = open({ kind: 'attached' })
    await deaf.shows('on\r\n')
    expect(deaf.news[0]).toMatchObject({ lacks: 'input' })
    await docker(engine, 'kill', 'deaf')
    expect(await deaf.ended).toMatchObject({ container: 'stopped' })
  })

  it('is attached to, left, and never held up by a window that does not read', async () => {
    const script =
      'while read word; do case $word in flood) yes | head -n 900000;; *) echo "got $word";; esac; done'
    id = await run('-it', '--name', 'talks', 'busybox:test', 'sh', '-c', script)
    const terminal = open({ kind: 'attached' })
    terminal.type('hello\r')
    await terminal.shows('got hello')
    expect(await terminal.close()).toMatchObject({ container: 'running', stays: false })
    expect(await docker(engine, 'inspect', '--format', '{{.State.Running}}', 'talks')).toBe('true')

    const stop = new AbortController()
    async function* typed() {
      yield Buffer.from('flood\rdone\r')
      await new Promise(() => {})
    }
    const size = { columns: 80, rows: 24 }
    const items = terminals.service
      .open({ id, kind: 'attached', size }, typed(), stop.signal)
      [Symbol.asyncIterator]()
    await items.next()
    await items.next()
    // Nobody reads, and yet it gets to its end.
    await eventually(async () =>
      expect(await docker(engine, 'logs', '--tail', '1', 'talks')).toContain('got done'),
    )
    let passed = 0
    for (let seen = ''; !seen.includes('got done'); ) {
      const { value } = await items.next()
      if (value instanceof Uint8Array) seen = (seen + Buffer.from(value).toString()).slice(-1000)
      else if (value?.kind === 'passed') passed += value.bytes
    }
    expect(passed).toBeGreaterThan(300_000)
    stop.abort()
  })
})

describe('a toolbox', () => {
  const list = () => docker(engine, 'ps', '-a', '--format', '{{.Names}}')

  it('sees the files, the processes and the network of a container of one static program that runs as somebody else', async () => {
    const bare = await run(
      '--name',
      'bare',
      '--user',
      '1000',
      await importOneProgram(engine),
      '/busybox',
      'nc',
      '-l',
      '-p',
      '7777',
    )
    const terminal = openTerminal(terminals.service, { id: bare, kind: 'toolbox' })
    await terminal.shows(/toolbox of bare:.* # /)
    terminal.type(
      'cat data/note; ps -o user,args | grep -c "[b]usybox nc"; netstat -lt | grep -c 7777; echo "exit: $?"\r',
    )
    await terminal.shows(/in the container\r\n1\r\n1\r\nexit: 0/)
    // Its own files are none of the container's.
    expect(await docker(engine, 'diff', 'bare')).toBe('')
    expect(await list()).toMatch(/^toolbox-of-bare-\w+$/m)
    const name = (await list()).split('\n').find((each) => each.startsWith('toolbox'))!
    expect(
      await docker(engine, 'inspect', '--format', '{{index .Config.Labels "org.slipway.toolbox.of"}}', name),
    ).toBe('bare')
    await terminal.close()
    await eventually(async () => expect(await list()).toBe('bare\nweb'))

    const again = openTerminal(terminals.service, { id: bare, kind: 'toolbox' })
    await again.shows(/toolbox of bare:.* # /)
    again.type('exit\r')
    expect(await again.ended).toMatchObject({ kind: 'ended', container: 'running' })
    await eventually(async () => expect(await list()).toBe('bare\nweb'))
  })

  it('that a crash left behind is swept by the next run of the same Slipway, and by no other', async () => {
    const terminal = open({ kind: 'toolbox' })
    await terminal.shows('toolbox of web')
    const running = await list()
    expect(running).toMatch(/toolbox-of-web/)
    // What is open is no leftover.
    for (const tell of reconnected.splice(0)) tell()
    const other = serve('another')
    for (const tell of reconnected.splice(0)) tell()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await list()).toBe(running)
    const next = serve('one')
    for (const tell of reconnected.splice(0)) tell()
    await eventually(async () => expect(await list()).toBe('web'))
    await Promise.all([other.dispose(), next.dispose()])
  })

  it('goes with the container that it joined', async () => {
    const terminal = open({ kind: 'toolbox' })
    await terminal.shows('toolbox of web')
    await docker(engine, 'stop', '-t0', 'web')
    expect(await terminal.ended).toMatchObject({ kind: 'ended', container: 'stopped' })
    await eventually(async () => expect(await list()).toBe('web'))
  })
})

it('leaves nothing behind after fifty of them', async () => {
  const descriptors = () => readdirSync('/proc/self/fd').length
  const before = descriptors()
  for (let round = 0; round < 10; round++) {
    const five = Array.from({ length: 5 }, () => open())
    for (const terminal of five) await terminal.shows('~ #')
    await Promise.all(five.map((terminal) => terminal.close()))
  }
  await eventually(async () => expect(await execs()).toBe('0'))
  expect(await inside()).toEqual(['sleep 1000'])
  await eventually(() => expect(descriptors()).toBeLessThanOrEqual(before))
})
