import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type SeenTree, several, words } from './seenTree'

const kinds: Readonly<Record<string, string>> = {
  d: 'directory',
  '-': 'file',
  h: 'file',
  l: 'symlink',
  c: 'character',
  b: 'block',
  p: 'fifo',
}

/** `drwxr-xr-x 0/0 0 2024-01-02 03:04:05 "name"`, with the target of a link behind it. */
const line =
  /^(?<bits>\S{10}) (?<uid>\d+)\/(?<gid>\d+) +(?:(?<major>\d+),(?<minor>\d+)|(?<size>\d+)) (?<date>-?\d+-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d)(?:\.\d+)? "(?<path>(?:[^"\\]|\\.)*)"(?: (?<how>->|link to) "(?<target>(?:[^"\\]|\\.)*)")?$/

/** What is in an archive of a file system, as GNU tar reads it. Of a path that it has twice the later one counts. */
export async function listArchive(path: string): Promise<SeenTree> {
  const options = ['--utc', '--full-time', '--numeric-owner', '--quoting-style=c']
  const { stdout } = await promisify(execFile)('tar', [...options, '-tvf', path], {
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  })
  const entries = new Map<string, string>()
  const names = new Map<string, string[]>()
  const firstName = new Map<string, string>()
  for (const text of stdout.split('\n').slice(0, -1)) {
    const found = line.exec(text)?.groups
    if (!found) throw new Error(`tar says what nobody understands: ${text}`)
    const own = unquote(found.path!).replace(/^(?:\.\/)+|\/$/g, '')
    if (own === '' || own === '.') continue
    if (found.how === 'link to') {
      const other = unquote(found.target!).replace(/^(?:\.?\/)+/, '')
      const first = firstName.get(other) ?? other
      if (!entries.has(first)) throw new Error(`A link to what comes later: ${text}`)
      entries.set(own, entries.get(first)!)
      firstName.set(own, first)
      names.set(first, [...(names.get(first) ?? [first]), own])
      continue
    }
    const told = words({
      kind: kinds[found.bits![0]!]!,
      mode: modeOf(found.bits!),
      uid: Number(found.uid),
      gid: Number(found.gid),
      size: Number(found.size ?? 0),
      mtime: Date.parse(`${found.date}T${found.time}Z`) / 1000,
      target: found.how ? unquote(found.target!) : undefined,
      device: found.major ? [Number(found.major), Number(found.minor)] : undefined,
    })
    entries.set(own, told)
  }
  return { entries, links: several([...names.values()]) }
}

/** A string of C, each byte one character. */
function unquote(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  }
  return text.replace(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, letter: string) =>
    octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (letters[letter] ?? letter),
  )
}

/** `drwsr-xr-t` as a number. */
function modeOf(bits: string): number {
  let mode = 0
  for (let at = 1; at <= 9; at++) {
    const letter = bits[at]!
    if (/[rwxst]/.test(letter)) mode |= 1 << (9 - at)
  }
  const special = [bits[3]!, bits[6]!, bits[9]!].map((letter) => /[sStT]/.test(letter))
  return mode | (special[0] ? 0o4000 : 0) | (special[1] ? 0o2000 : 0) | (special[2] ? 0o1000 : 0)
}
