import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createIndexBuilder, type SourceEntry } from '../../main/layers/indexBuilder'
import { type EntryType, entryType } from '../../main/layers/layerIndex'

interface Found extends Omit<SourceEntry, 'path' | 'target' | 'major' | 'minor'> {
  /** Base64, as is the target. */
  readonly path: string
  readonly target?: string
  readonly rdev: number
  /** Which inode it is; empty when it has one name only. */
  readonly inode: string
}

/** What lstat(2) says of everything below a directory, in no particular order; runs as a program of its own. */
const script = `
  const { lstatSync, readdirSync, readlinkSync } = require('node:fs')
  const kinds = [['isDirectory', 1], ['isFile', 2], ['isSymbolicLink', 3], ['isCharacterDevice', 4], ['isBlockDevice', 5],
    ['isFIFO', 6], ['isSocket', 7]]
  const root = Buffer.from(process.argv[1] + '/')
  const found = []
  const look = (path) => {
    const full = Buffer.concat([root, path])
    const status = lstatSync(full, { bigint: true })
    const type = kinds.find(([is]) => status[is]())[1]
    const number = (value) => Number(value)
    found.push({
      path: path.toString('base64'), type, mode: number(status.mode), uid: number(status.uid), gid: number(status.gid),
      size: number(status.size), mtime: number(status.mtimeNs / 1000000000n), rdev: number(status.rdev),
      target: type === 3 ? readlinkSync(full, 'buffer').toString('base64') : undefined,
      inode: type !== 1 && status.nlink > 1n ? status.dev + ' ' + status.ino : '',
    })
    if (type === 1) {
      for (const name of readdirSync(full, 'buffer')) look(path.length ? Buffer.concat([path, Buffer.from('/'), name]) : name)
    }
  }
  look(Buffer.alloc(0))
  process.stdout.write(JSON.stringify(found))
`

/** What lies in a directory; entries of one inode have the same word. */
export interface TreeEntry extends SourceEntry {
  readonly inode: string
}

/** @param before words to start a program with, such as those of nsenter */
export async function readTree(directory: string, before: readonly string[] = []): Promise<TreeEntry[]> {
  const [program = '', ...words] = [...before, process.execPath, '-e', script, directory]
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 1 << 28 })
  return (JSON.parse(stdout) as Found[]).map(({ path, target, rdev, ...rest }) => {
    const [major, minor] = [(rdev >> 8) & 0xfff, (rdev & 0xff) | ((rdev >> 12) & 0xfff00)]
    const isWhiteout = rest.type === entryType.characterDevice && rdev === 0
    return {
      ...rest,
      type: (isWhiteout ? entryType.whiteout : rest.type) as EntryType,
      path: Buffer.from(path, 'base64'),
      target: target === undefined ? undefined : Buffer.from(target, 'base64'),
      major,
      minor,
    }
  })
}

/** The index that an archive of these files gives; `opaque` names the directories that it marks so. */
export function indexOfTree(entries: readonly TreeEntry[], opaque: readonly Uint8Array[] = []): Uint8Array {
  const builder = createIndexBuilder()
  const firstNames = new Map<string, Uint8Array>()
  for (const entry of entries) {
    const first = firstNames.get(entry.inode)
    if (first && entry.type !== entryType.whiteout) builder.link(entry, first)
    else builder.add(entry)
    if (entry.inode && !first) firstNames.set(entry.inode, entry.path)
  }
  for (const path of opaque) builder.markOpaque(path)
  return builder.finish()
}
