import { closeSync, fstatSync, statSync } from 'node:fs'
import { pageBefore } from './backward'
import { createForward, type Growth } from './forward'
import type { LogLines } from './lines'
import { bytesAt, createPageReader } from './pageReader'
import { createLogPages, type LogPage } from './pages'
import { isPart } from './record'
import { lastTime, openLogFile, type RotatedFile, rotatedFiles, unpack } from './rotated'
import { scan } from './scan'

/** A log that lies in files as the driver json-file writes them, those put aside among them. */
export interface FileLog extends LogLines {
  /** All that was there is read. */
  readonly complete: boolean
  /** How often the log was cut while it was read. */
  readonly cuts: number
  /** Lines that the engine let go while they were open here. */
  readonly lost: number
  /** Files were put aside faster than they were read, so lines are missing. */
  readonly gaps: number
  /** Of all that is read, and still there. */
  readonly bytes: number
  readonly pageCount: number
  page(index: number): LogPage | undefined
  /** The page with this line, by its place. */
  pageOf(number: number): number
  /** Reads one page further back. `waiting`: a file is being unpacked, and `changed` is called then. */
  back(): 'more' | 'waiting' | 'end'
  /** Reads what has come since, up to about a megabyte. */
  forward(): Growth
  close(): void
}

interface Options {
  /** The file that is written to; it may not be there yet. Empty for one without a name, which is `held`. */
  readonly path: string
  /** Open to be read; it is closed with the log. */
  readonly held?: number
  /** Which of the open containers it is of. */
  readonly source: number
  /** A folder for what is unpacked. */
  readonly scratch: string
  changed(): void
}

const LF = 10

interface OpenedFile {
  fd: number
  packed: boolean
  failed?: boolean
}

let unpacked = 0

export function createFileLog({ path, held, source, scratch, changed }: Options): FileLog {
  const pages = createLogPages()
  const reader = createPageReader()
  /** Oldest first; the last one is written to. */
  let files: OpenedFile[] = []
  /** The file that is being read back, by its place, and up to which byte. */
  let back = { file: -1, edge: 0 }
  let forward: ReturnType<typeof createForward> | null = null
  let inode = 0
  let waiting = false
  let closed = false
  let [turn, cuts, lost, gaps] = [0, 0, 0, 0]

  function open() {
    const current = held ?? openLogFile(path)
    const aside = held === undefined ? rotatedFiles(path).reverse() : []
    files = aside.flatMap(opened)
    if (current === null) back = { file: files.length - 1, edge: sizeOf(files.at(-1)) }
    else begin(current, wholeSize(current))
    if (current !== null) back = { file: files.length - 1, edge: forward?.edge ?? 0 }
  }

  /** Goes on in the file that is written to. */
  function begin(fd: number, from: number) {
    files.push({ fd, packed: false })
    inode = fstatSync(fd).ino
    forward = createForward(fd, from, pages)
  }

  function opened({ path: aside, packed }: RotatedFile): OpenedFile[] {
    const fd = openLogFile(aside)
    return fd === null ? [] : [{ fd, packed }]
  }

  function release() {
    for (const { fd } of files) closeSync(fd)
    files = []
    forward = null
  }

  /** Everything anew: what was read of the log is not there any more. */
  function restart() {
    cuts++
    turn++
    lost += pages.end - pages.first
    release()
    reader.forget()
    pages.clear()
    open()
  }

  function startUnpacking(file: OpenedFile) {
    waiting = true
    const packed = file.fd
    unpack(packed, scratch, `${source}-${unpacked++}`)
      .then((fd) => {
        if (closed || !files.includes(file)) return closeSync(fd)
        file.fd = fd
        file.packed = false
        closeSync(packed)
        back.edge = sizeOf(file)
      })
      .catch(() => {
        file.failed = true
      })
      .finally(() => {
        waiting = false
        if (!closed) changed()
      })
  }

  /** The engine has put the file aside that was read: what it put aside since, then the one that it writes to now. */
  function follow(): Growth {
    let now: { ino: number }
    try {
      now = statSync(path)
    } catch {
      // Between two names, or removed.
      return 'nothing'
    }
    if (forward && now.ino === inode) return 'nothing'
    // What was written before it was put aside.
    const rest = forward?.read()
    if (rest === 'more' || rest === 'cut') return rest
    const last = forward ? lastTime(files.at(-1)!.fd, false) : Number.NaN
    const aside = rotatedFiles(path)
    const known = aside.findIndex((file) => !file.packed && inodeOf(file.path) === inode)
    const newer = !forward
      ? []
      : (known >= 0 ? aside.slice(0, known) : aside.filter((file) => isNewer(file, last))).reverse()
    if (known < 0 && forward && newer.length === aside.length && aside.length > 0) gaps++
    const fd = openLogFile(path)
    if (fd === null) return 'nothing'
    for (const file of newer) {
      // One that is packed already was written within a moment: the files come and go faster than they can be read.
      if (file.packed) gaps++
      else for (const { fd: each } of opened(file)) readWhole(each)
    }
    begin(fd, 0)
    letGo(aside.length)
    return 'more'
  }

  function readWhole(fd: number) {
    begin(fd, 0)
    while (forward!.read() === 'more');
  }

  /** Of what the engine does not keep any more nothing is kept here, or a log that is bounded would fill the disk. */
  function letGo(aside: number) {
    const before = pages.first
    while (files.length - 1 > Math.max(aside, 1)) {
      const { fd } = files.shift()!
      pages.dropOldest(fd)
      closeSync(fd)
      back.file--
    }
    if (back.file < 0) back = { file: -1, edge: 0 }
    lost += pages.first - before
  }

  open()
  return {
    get turn() {
      return turn
    },
    get first() {
      return pages.first
    },
    get end() {
      return pages.end
    },
    get complete() {
      return back.file < 0
    },
    get cuts() {
      return cuts
    },
    get lost() {
      return lost
    },
    get gaps() {
      return gaps
    },
    get bytes() {
      return pages.bytes
    },
    get pageCount() {
      return pages.count
    },
    page: (index) => pages.at(index),
    pageOf: (number) => pages.indexOf(number),

    timesAt(number) {
      const page = pages.at(pages.indexOf(number))!
      return { from: page.number, times: reader.times(page) }
    },

    read(from, to) {
      const lines = []
      for (let number = Math.max(from, pages.first); number < Math.min(to, pages.end); number++) {
        const page = pages.at(pages.indexOf(number))!
        lines.push({ number, source, own: number, ...reader.line(page, number - page.number) })
      }
      return lines
    },

    back() {
      const file = files[back.file]
      if (waiting) return 'waiting'
      if (!file) return 'end'
      if (file.packed && !file.failed) {
        startUnpacking(file)
        return 'waiting'
      }
      const page = file.failed ? null : pageBefore(file.fd, back.edge)
      if (page) pages.addOlder(page)
      back.edge = page?.offset ?? 0
      if (back.edge === 0) back = { file: back.file - 1, edge: sizeOf(files[back.file - 1]) }
      return back.file < 0 ? 'end' : 'more'
    },

    forward() {
      const growth = forward?.read() ?? 'nothing'
      const found = growth === 'nothing' || growth === 'some' ? follow() : growth
      if (found !== 'cut') return found === 'nothing' ? growth : found
      restart()
      return 'more'
    },

    close() {
      closed = true
      release()
    },
  }
}

function isNewer({ path, packed }: RotatedFile, than: number): boolean {
  const fd = openLogFile(path)
  if (fd === null) return false
  try {
    return lastTime(fd, packed) > than
  } finally {
    closeSync(fd)
  }
}

function inodeOf(path: string): number {
  try {
    return statSync(path).ino
  } catch {
    return 0
  }
}

const sizeOf = (file: OpenedFile | undefined) => (file && !file.packed ? fstatSync(file.fd).size : 0)

/** Up to the end of the last whole record; where that is a part of a line, up to the beginning of the line. */
function wholeSize(fd: number): number {
  const { size } = fstatSync(fd)
  const from = Math.max(0, size - 256 * 1024)
  const tail = bytesAt(fd, from, size - from)
  const end = tail.lastIndexOf(LF)
  if (end < 0) return from === 0 ? 0 : size
  const whole = from + end + 1
  if (!isPart(tail, tail.lastIndexOf(LF, end - 1) + 1, end)) return whole
  const page = pageBefore(fd, whole)
  return page ? page.offset + scan(bytesAt(fd, page.offset, page.bytes)).starts.at(-2)! : whole
}
