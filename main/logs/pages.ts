/** Lines that follow each other in a file, and are read at once. */
export interface LogPage {
  readonly fd: number
  readonly offset: number
  bytes: number
  /** Of its first line. */
  readonly number: number
  lines: number
  /** When its first line was written, and its last record: as `TextLine.at`. */
  readonly firstAt: number
  lastAt: number
}

/** All pages in their order. They grow at both ends, and are let go at the older one. */
export interface LogPages {
  readonly first: number
  readonly end: number
  readonly count: number
  /** Of all of them. */
  readonly bytes: number
  /** From the oldest. */
  at(index: number): LogPage | undefined
  /** Where the page is that holds the line with this number, which is there. */
  indexOf(number: number): number
  addOlder(page: Omit<LogPage, 'number'>): void
  addNewer(page: Omit<LogPage, 'number'>): void
  /** More of the last page: so many bytes and lines. */
  extend(bytes: number, lines: number, lastAt: number): void
  /** @returns whether there were any */
  dropOldest(fd: number): boolean
  /** Lets go of all of them, and counts from zero again. */
  clear(): void
}

export function createLogPages(): LogPages {
  /** Newest first. */
  let older: LogPage[] = []
  let newer: LogPage[] = []
  let gone = 0
  let [first, end, size] = [0, 0, 0]

  const count = () => older.length + newer.length - gone
  /** `gone` counts pages of `newer` only once `older` is empty. */
  const at = (index: number) =>
    index < older.length ? older[older.length - 1 - index] : newer[index - older.length + gone]

  return {
    get first() {
      return first
    },
    get end() {
      return end
    },
    get count() {
      return count()
    },
    get bytes() {
      return size
    },
    at,
    indexOf(number) {
      let [low, high] = [0, count() - 1]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (at(middle)!.number <= number) low = middle
        else high = middle - 1
      }
      return low
    },
    addOlder(page) {
      first -= page.lines
      size += page.bytes
      older.push({ ...page, number: first })
    },
    addNewer(page) {
      newer.push({ ...page, number: end })
      end += page.lines
      size += page.bytes
    },
    extend(bytes, lines, lastAt) {
      const last = at(count() - 1)!
      last.bytes += bytes
      last.lines += lines
      last.lastAt = lastAt
      end += lines
      size += bytes
    },
    dropOldest(fd) {
      let dropped = false
      while (count() > 0 && at(0)!.fd === fd) {
        dropped = true
        const page = at(0)!
        first = page.number + page.lines
        size -= page.bytes
        if (older.length > 0) older.pop()
        else if (++gone > 500) {
          newer.splice(0, gone)
          gone = 0
        }
      }
      return dropped
    },
    clear() {
      ;[older, newer] = [[], []]
      ;[gone, first, end, size] = [0, 0, 0, 0]
    },
  }
}
