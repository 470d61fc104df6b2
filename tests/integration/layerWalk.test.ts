import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entryType } from '../../main/layers/layerIndex'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { readLayerDirectory, readLayerFile, walkLayers } from '../../main/layers/walk'
import { root } from '../support/engine'
import { describeEntry, pathsOf } from '../support/layerEntries'
import { indexOfTree, readTree, type TreeEntry } from '../support/layerTree'
import { processes } from '../support/processes'

/** Directories of this test's own can be read without entering anything. */
const engine: WalkedEngine = { mode: 'rootful', run: '/nonexistent', program: layerwalkProgram(root) }
const object = 'test'

let layer: string
beforeEach(() => {
  layer = mkdtempSync(join(tmpdir(), 'slipway-walk-'))
})
afterEach(() => execFileSync('rm', ['-rf', layer]))

const walk = async (...directories: string[]) =>
  walkLayers({ engine, object, directories: directories.length > 0 ? directories : [layer] })
const inLayer = (path: string | Buffer) =>
  Buffer.concat([Buffer.from(`${layer}/`), Buffer.from(path as string)])

function makeEverything() {
  for (const path of ['a/b/c', 'a-b', 'empty', 'Z']) mkdirSync(inLayer(path), { recursive: true })
  writeFileSync(inLayer('a/setuid'), 'x')
  chmodSync(inLayer('a/setuid'), 0o6755)
  chmodSync(inLayer('a'), 0o1777)
  writeFileSync(inLayer('a/b/old'), 'old')
  utimesSync(inLayer('a/b/old'), -1.5, -1.5)
  writeFileSync(inLayer('a/sparse'), '')
  truncateSync(inLayer('a/sparse').toString(), 5_000_000_000)
  linkSync(inLayer('a/setuid'), inLayer('Z/name'))
  linkSync(inLayer('a/setuid'), inLayer('a/b/c/name'))
  linkSync(inLayer('a/b/old'), inLayer('a/b/c/older'))
  writeFileSync(inLayer(Buffer.from([0xff, 0x20, 0x0a, 0xfe])), 'not UTF-8')
  writeFileSync(inLayer('n'.repeat(255)), 'long')
  symlinkSync('../a/b', inLayer('Z/link'))
  symlinkSync(Buffer.from([0x2f, 0xe9]), inLayer('dangling'))
  symlinkSync('t'.repeat(4000), inLayer('long link'))
  lutimesSync(inLayer('dangling'), 1e9, 1e9)
  execFileSync('mkfifo', [join(layer, 'fifo')])
  // Anybody may make the device of a whiteout (mknod(2), since Linux 5.8).
  execFileSync('mknod', [join(layer, 'a/gone'), 'c', '0', '0'])
  linkSync(inLayer('a/gone'), inLayer('a/gone too'))
}

/** A directory so deep that its path is longer than any system call takes. */
function makeDeep(levels: number, name: string) {
  const script = `for i in $(seq ${levels}); do mkdir ${name} && cd -P ${name} || exit 1; done; echo deep > file`
  execFileSync('bash', ['-c', script], { cwd: layer })
}

describe('an index that is walked', () => {
  it('says of each entry what lstat says, and equals byte for byte what an archive of it gives', async () => {
    makeEverything()
    const socket = createServer().listen(join(layer, 'socket'))
    const [index] = await walk()
    const entries = await readTree(layer)
    await new Promise((resolve) => socket.close(resolve))
    expect(index!.count).toBe(entries.length)
    expect(new Set(entries.map(({ type }) => type)).size).toBe(6)
    expect(Buffer.from(index!.bytes).equals(indexOfTree(entries))).toBe(true)

    for (const entry of entries) {
      const at = index!.find(entry.path)
      const { type, mode, uid, gid, size, mtime } = entry
      const isWhiteout = type === entryType.whiteout
      const expected = isWhiteout ? { type } : { type, mode: mode & 0o7777, uid, gid, mtime }
      expect(describeEntry(index!, at)).toMatchObject(expected)
      expect(index!.size[at]).toBe(type === entryType.file ? size : 0)
      expect(index!.linkTarget(at)).toEqual(entry.target ? new Uint8Array(entry.target) : null)
    }
    const groups = (path: string) => index!.linkGroup[index!.find(Buffer.from(path))]
    expect(
      ['Z/name', 'a/setuid', 'a/b/c/name', 'a/b/old', 'a/b/c/older', 'a/gone', 'dangling'].map(groups),
    ).toEqual([1, 1, 1, 2, 2, 0, 0])
  })

  it('is the same at every run, and of several layers in their order', async () => {
    makeEverything()
    const directories = ['a', 'Z', 'a/b', 'empty', 'a'].map((name) => join(layer, name))
    const first = await walk(...directories)
    expect(pathsOf(first[1]!)).toEqual(['', 'link', 'name'])
    expect(pathsOf(first[3]!)).toEqual([''])
    for (let run = 0; run < 5; run++) {
      const again = await walk(...directories)
      expect(again.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
        first.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
      )
    }
  })

  it('reaches what no path can name', async () => {
    makeDeep(120, 'd'.repeat(100))
    const [index] = await walk()
    expect(index!.count).toBe(122)
    expect(index!.path(121)).toHaveLength(120 * 101 + 4)
    expect(index!.text(121)).toBe('file')

    // Each level has a second directory, so that paths are taken up again from the root.
    execFileSync(
      'bash',
      ['-c', `cd -P ${'d'.repeat(100)} && for i in $(seq 119); do mkdir e; cd -P d*; done`],
      { cwd: layer },
    )
    expect((await walk())[0]!.count).toBe(122 + 119)
  })

  it('never follows a link', async () => {
    symlinkSync('/', inLayer('slash'))
    symlinkSync('..', inLayer('up'))
    const [index] = await walk()
    expect(pathsOf(index!)).toEqual(['', 'slash', 'up'])
  })

  it('leaves out what vanishes while it is read', async () => {
    const churn = `while :; do mkdir -p t/1/2/3; for i in 1 2 3 4 5 6 7 8; do : > t/$i-f; : > t/1/2/$i; ln -sf x t/l$i; done;
      mv t u 2>/dev/null; rm -rf u; done`
    const child = spawn('bash', ['-c', churn], {
      cwd: layer,
      stdio: 'ignore',
    })
    try {
      for (let run = 0; run < 60; run++) {
        const [index] = await walk()
        expect(index!.count).toBeGreaterThan(0)
      }
    } finally {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('close', resolve))
    }
  })
})

describe('a walk that cannot be done', () => {
  const failing = (directories: string[], more = {}) => walkLayers({ engine, object, directories, ...more })

  it('says which directory is missing, and is none', async () => {
    writeFileSync(inLayer('file'), '')
    await expect(failing([layer, '/nonexistent/layer'])).rejects.toMatchObject({
      key: 'not-found/ofLayer',
      details: { object, engine: 'slipway-layerwalk: /nonexistent/layer: No such file or directory' },
    })
    await expect(failing([join(layer, 'file')])).rejects.toMatchObject({ code: 'not-found' })
  })

  it.skipIf(process.geteuid?.() === 0)('says which directory is closed, whatever its name', async () => {
    mkdirSync(inLayer('a/closed\n\x1b'), { recursive: true })
    chmodSync(inLayer('a/closed\n\x1b'), 0)
    await expect(failing([layer])).rejects.toMatchObject({
      code: 'denied',
      details: { engine: `slipway-layerwalk: ${layer}/a/closed\\x0a\\x1b: Permission denied` },
    })
    chmodSync(inLayer('a/closed\n\x1b'), 0o700)
  })

  it('ends when it is stopped, and when its time is over', async () => {
    const stop = new AbortController()
    const walking = failing(Array(50).fill('/usr'), { signal: stop.signal })
    stop.abort()
    await expect(walking).rejects.toMatchObject({ code: 'cancelled' })
    await expect(failing([layer], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
    await expect(failing(Array(50).fill('/usr'), { timeout: 5 })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('says when the program, or the engine, is not there', async () => {
    const absent = { ...engine, program: '/nonexistent/layerwalk' }
    await expect(walkLayers({ engine: absent, object, directories: [layer] })).rejects.toMatchObject({
      key: 'internal/layerwalk',
      details: { object, program: '/nonexistent/layerwalk' },
    })
    const down = { ...engine, mode: 'rootless' as const, run: layer }
    await expect(walkLayers({ engine: down, object, directories: [layer] })).rejects.toMatchObject({
      code: 'engine-unreachable',
    })
  })

  it('reads nothing for nothing', async () => {
    expect(await failing([])).toEqual([])
  })

  it('explains itself to who calls it wrongly', () => {
    for (const words of [[], ['index'], ['index', '--threads', '0', layer], ['read'], ['else', layer]]) {
      const { status, stderr } = spawnSync(engine.program, words, { encoding: 'utf8' })
      expect([status, stderr]).toEqual([2, expect.stringContaining('usage:')])
    }
  })
})

describe('content', () => {
  const read = async (path: string | Buffer, directory = layer, signal?: AbortSignal) => {
    const parts: Uint8Array[] = []
    const content = { engine, object, directory, path: Buffer.from(path as string), signal }
    for await (const part of readLayerFile(content)) parts.push(part)
    return Buffer.concat(parts)
  }
  const refuses = (path: string, code: string) => expect(read(path)).rejects.toMatchObject({ code })

  it('of a file comes as it is, by any name', async () => {
    const large = Buffer.alloc(3_000_001, 'large')
    writeFileSync(inLayer('large'), large)
    const name = Buffer.from([0xff, 0x0a, 0x2d])
    writeFileSync(inLayer(name), 'raw')
    expect((await read('large')).equals(large)).toBe(true)
    expect((await read(name)).toString()).toBe('raw')
    makeDeep(60, 'e'.repeat(100))
    expect((await read(`${`${'e'.repeat(100)}/`.repeat(60)}file`)).toString()).toBe('deep\n')
  })

  it('never comes from outside of the layer', async () => {
    mkdirSync(inLayer('sub/etc'), { recursive: true })
    writeFileSync(inLayer('sub/etc/hostname'), 'inside')
    writeFileSync(inLayer('outside'), 'outside')
    symlinkSync('/etc/hostname', inLayer('sub/absolute'))
    symlinkSync('../../../../../etc/hostname', inLayer('sub/relative'))
    symlinkSync('/etc', inLayer('sub/directory'))
    symlinkSync('/proc/self/root', inLayer('sub/magic'))
    const sub = join(layer, 'sub')
    for (const path of [
      'absolute',
      'relative',
      'directory/hostname',
      '/etc/hostname',
      '../../etc/hostname',
    ]) {
      expect((await read(path, sub)).toString(), path).toBe('inside')
    }
    await expect(read('../outside', sub)).rejects.toMatchObject({ code: 'not-found' })
    await expect(read('magic/etc/hostname', sub)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('of what is no regular file is refused at once', async () => {
    mkdirSync(inLayer('directory'))
    execFileSync('mkfifo', [join(layer, 'fifo')])
    execFileSync('mknod', [join(layer, 'whiteout'), 'c', '0', '0'])
    symlinkSync('/nowhere', inLayer('link'))
    for (const path of ['directory', 'fifo', 'whiteout', '']) await refuses(path, 'unsupported')
    for (const path of ['link', 'nothing', 'directory/nothing']) await refuses(path, 'not-found')
  })

  it('ends when it is stopped, and when nobody reads on', async () => {
    writeFileSync(inLayer('huge'), '')
    truncateSync(join(layer, 'huge'), 1e12)
    const stop = new AbortController()
    const reading = read('huge', layer, stop.signal)
    setTimeout(() => stop.abort(), 50)
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    const content = { engine, object, directory: layer, path: Buffer.from('huge') }
    for await (const part of readLayerFile(content)) {
      expect(part.length).toBeGreaterThan(0)
      break
    }
    const left = () => processes().filter(({ command }) => command.includes(layer))
    await expect.poll(left).toEqual([])
  })
})

describe('a directory as an archive', () => {
  async function archive(path: string) {
    const parts: Uint8Array[] = []
    const reading = readLayerDirectory({ engine, object, directory: layer, path: Buffer.from(path) })
    for (let next = await reading.next(); ; next = await reading.next()) {
      if (next.done) return { bytes: Buffer.concat(parts), leftOut: next.value }
      parts.push(next.value)
    }
  }

  it('unpacks to the same files', async () => {
    makeEverything()
    truncateSync(join(layer, 'a/sparse'), 5_000_000)
    mkdirSync(inLayer(`${'p'.repeat(200)}/é`), { recursive: true })
    writeFileSync(
      inLayer(Buffer.concat([Buffer.from(`${'p'.repeat(200)}/`), Buffer.from([0xff])])),
      'raw and long',
    )
    // Times that none of them gets by being made now.
    for (const directory of ['Z', 'a', 'a/b']) utimesSync(inLayer(directory), 1e9, 1e9)
    const { bytes, leftOut } = await archive('/')
    expect(leftOut).toBe(3)
    const before = await readTree(layer)

    const target = mkdtempSync(join(tmpdir(), 'slipway-untar-'))
    // With -P links are made at once. Otherwise some are made last, which changes the times of their directories, as do
    // files that come after other directories: the times are set in the end.
    const words = ['-xPpf', '-', '-C', target, '--delay-directory-restore', '--warning=no-unknown-keyword']
    const { status, stderr } = spawnSync('tar', words, { input: bytes })
    const after = await readTree(target)
    execFileSync('rm', ['-rf', target])
    expect([status, stderr.toString()]).toEqual([0, expect.not.stringMatching(/error/i)])
    const left = new Set<number>([entryType.fifo, entryType.whiteout])
    const kept = (entries: TreeEntry[]) =>
      entries
        .filter(({ path, type }) => path.length > 0 && !left.has(type))
        .map(({ inode, ...entry }) => ({ ...entry, isLinked: inode !== '' }))
        .sort((a, b) => Buffer.compare(a.path, b.path))
    expect(kept(after)).toEqual(kept(before))
  })

  it('has the name of its directory, and links as they are', async () => {
    mkdirSync(inLayer('etc/opt'), { recursive: true })
    writeFileSync(inLayer('etc/opt/f'), 'content')
    symlinkSync('/etc/passwd', inLayer('etc/opt/link'))
    const { bytes, leftOut } = await archive('etc/opt')
    expect(leftOut).toBe(0)
    const list = execFileSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' })
    expect(list.trim().split('\n')).toEqual(['opt/', 'opt/f', 'opt/link'])
  })

  it('is refused for what is no directory', async () => {
    writeFileSync(inLayer('file'), '')
    await expect(archive('file')).rejects.toMatchObject({ code: 'unsupported' })
    await expect(archive('nothing')).rejects.toMatchObject({ code: 'not-found' })
    expect(readdirSync(layer)).toEqual(['file'])
    rmSync(inLayer('file'))
  })
})
