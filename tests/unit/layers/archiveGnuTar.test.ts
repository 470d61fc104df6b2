import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBudget } from '../../../main/layers/archive/budget'
import { filePart, openFile } from '../../../main/layers/archive/bytes'
import { readFileFrom } from '../../../main/layers/archive/fileContent'
import { findPlaces } from '../../../main/layers/archive/layerScan'
import { readIndex } from '../../../main/layers/indexReader'
import { scanBytes } from '../../support/layerArchives'
import { describeEntry, pathsOf } from '../../support/layerEntries'
import { indexOfTree, readTree } from '../../support/layerTree'

let folder: string
let tree: string
const long = 'n'.repeat(255)
const raw = Buffer.from([0x80, 0xff, 0x0a, 0xc2])

/** Every kind of file that tar can be asked to keep, without being root. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-gnu-tar-'))
  tree = join(folder, 'tree')
  const inTree = (...names: string[]) => join(tree, ...names)
  mkdirSync(inTree('a', 'b', 'c'), { recursive: true })
  writeFileSync(inTree('a', 'file'), 'hello')
  writeFileSync(inTree('a', 'empty'), '')
  writeFileSync(inTree('a', 'setuid'), 'x')
  chmodSync(inTree('a', 'setuid'), 0o6755)
  mkdirSync(inTree('sticky'))
  chmodSync(inTree('sticky'), 0o1777)
  linkSync(inTree('a', 'file'), inTree('a', 'b', 'linked'))
  linkSync(inTree('a', 'file'), inTree('z'))
  symlinkSync('../nowhere', inTree('a', 'link'))
  symlinkSync(`/${'t'.repeat(300)}`, inTree('long link'))
  execFileSync('mkfifo', [inTree('fifo')])
  mkdirSync(inTree(long, long), { recursive: true })
  writeFileSync(inTree(long, long, `${long.slice(1)}é`.slice(1)), 'deep')
  writeFileSync(inTree('résumé'), 'x')
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), raw]), 'raw')
  // Just what the ustar format splits into prefix and name.
  mkdirSync(inTree('p'.repeat(90)))
  writeFileSync(inTree('p'.repeat(90), 'q'.repeat(60)), 'split')
  const sparse = openSync(inTree('sparse'), 'w')
  for (let at = 0; at < 40; at++) writeSync(sparse, `piece ${at}`, at * 100_000)
  ftruncateSync(sparse, 5_000_000)
  closeSync(sparse)
  const hole = openSync(inTree('hole'), 'w')
  ftruncateSync(hole, 3_000_000)
  closeSync(hole)
  utimesSync(inTree('a', 'empty'), -1000, -1000)
  utimesSync(inTree('z'), 1_700_000_000.75, 1_700_000_000.75)
  lutimesSync(inTree('a', 'link'), 12345, 12345)
})
afterAll(() => rmSync(folder, { recursive: true }))

function tar(...words: string[]): Buffer {
  return execFileSync('tar', ['-c', '-C', tree, ...words, '.'], { maxBuffer: 1 << 28 })
}

describe('what GNU tar writes', () => {
  it.each([
    ['gnu', ['--format=gnu']],
    ['gnu, sparse', ['--format=gnu', '--sparse']],
    ['pax', ['--format=pax']],
    ['pax, sparse 0.0', ['--format=pax', '--sparse', '--sparse-version=0.0']],
    ['pax, sparse 0.1', ['--format=pax', '--sparse', '--sparse-version=0.1']],
    ['pax, sparse 1.0', ['--format=pax', '--sparse', '--sparse-version=1.0']],
    ['pax with global records', ['--format=pax', '--pax-option=globexthdr.name=g,comment=all']],
  ])('is read as it lies on disk: %s', async (_, words) => {
    const { index, size } = await scanBytes(tar(...words))
    const entries = await readTree(tree)
    const truth = readIndex(indexOfTree(entries))
    const all = (of: typeof index) => pathsOf(of).map((_, at) => describeEntry(of, at))
    expect(all(index)).toEqual(all(truth))
    expect(Buffer.from(index.bytes).equals(Buffer.from(truth.bytes))).toBe(true)
    const files = 5 + 1 + 4 + 1 + 3 + 5 + 5_000_000 + 3_000_000
    const targets = new Map(entries.map(({ inode, path, target }) => [inode || path, target?.length ?? 0]))
    expect(size).toBe(files + [...targets.values()].reduce((sum, length) => sum + length, 0))
  })

  it.each(['ustar', 'v7', 'oldgnu'])('is read where the format can hold it: %s', async (format) => {
    const without = [`./${long}`, './long link', './a/empty', './fifo'].map((path) => `--exclude=${path}`)
    const words = [`--format=${format}`, ...without]
    if (format === 'v7') words.push(`--exclude=./${'p'.repeat(90)}`)
    const { index } = await scanBytes(tar(...words))
    const paths = ['a/file', 'a/b/linked', 'z', 'a/link', 'résumé', 'sticky', 'sparse']
    if (format !== 'v7') paths.push(`${'p'.repeat(90)}/${'q'.repeat(60)}`)
    const truth = readIndex(indexOfTree(await readTree(tree)))
    for (const path of paths) {
      const [found, wanted] = [index, truth].map((of) => describeEntry(of, of.find(Buffer.from(path))))
      expect({ ...found, linkGroup: 0 }).toEqual({ ...wanted, linkGroup: 0 })
    }
    const group = (path: string) => index.linkGroup[index.find(Buffer.from(path))]
    expect(group('z')).toBe(group('a/b/linked'))
  })

  it('is found again, sparse files with their holes', async () => {
    for (const version of ['0.0', '0.1', '1.0', 'gnu']) {
      const format = version === 'gnu' ? ['--format=gnu'] : ['--format=pax', `--sparse-version=${version}`]
      writeFileSync(join(folder, 'layer.tar'), tar('--sparse', ...format))
      const { file, size } = await openFile(join(folder, 'layer.tar'))
      try {
        const layer = filePart(file, 0, size)
        const budget = createBudget({}, 'test')
        const places = await findPlaces(layer, budget)
        const read = (path: string | Buffer, most = 100) =>
          readFileFrom(layer, places, Buffer.from(path as string), most, budget)
        expect(Buffer.from((await read('a/b/linked')).bytes).toString()).toBe('hello')
        expect(Buffer.from((await read(raw)).bytes).toString()).toBe('raw')
        const { bytes, size: whole } = await read('sparse', 300_000)
        expect([whole, bytes.length]).toEqual([5_000_000, 300_000])
        const wanted = Buffer.alloc(300_000)
        for (let at = 0; at < 3; at++) wanted.write(`piece ${at}`, at * 100_000)
        expect(Buffer.from(bytes).equals(wanted)).toBe(true)
        expect((await read('hole')).bytes).toEqual(Buffer.alloc(100))
      } finally {
        await file.close()
      }
    }
  })
})
