export interface Line {
  /** Without its end; bytes that are not UTF-8 replaced by U+FFFD. */
  readonly text: string
  /** Bytes of the line that are not in `text`. */
  readonly cut: number
}

/** Splits bytes into lines, however they were cut into chunks. */
export interface LineSplitter {
  /** The lines that these bytes complete. Their ends, LF or CRLF, are not part of them. */
  push(bytes: Uint8Array): Line[]
  /** What came after the last line end, if anything. */
  end(): Line[]
  /** True while a line has begun and not ended. */
  readonly within: boolean
}

const LF = 10
const CR = 13

/**
 * A line longer than `limit` bytes keeps its beginning, up to a whole character; the rest is counted, never kept:
 * whatever is written without a line end takes at most `limit` bytes of memory.
 * @param overwritten of a line that is too long, what a carriage return has gone back over may be left out instead: a terminal
 * shows what was written last, as the end of a progress bar
 */
export function createLineSplitter(limit = 65_536, { overwritten = false } = {}): LineSplitter {
  /** The beginning of the line that has not ended: at most `limit` bytes. */
  let held = Buffer.alloc(0)
  let heldLength = 0
  /** Bytes of that line so far, kept or not. */
  let total = 0
  let last = 0

  /** Forgets the line so far. */
  function restart() {
    heldLength = 0
    total = 0
  }

  /** What is left of a line, the next bytes of which are these, once what was gone back over is left out. */
  function withoutOverwritten(bytes: Buffer): Buffer {
    // The last byte may be half of a line end.
    const back = bytes.lastIndexOf(CR, -2)
    if (back >= 0 || (last === CR && total > 0)) restart()
    return bytes.subarray(back + 1)
  }

  function hold(more: Buffer) {
    if (more.length === 0) return
    const bytes = overwritten && total + more.length > limit ? withoutOverwritten(more) : more
    total += bytes.length
    last = bytes[bytes.length - 1]!
    const wanted = bytes.subarray(0, limit - heldLength)
    if (wanted.length === 0) return
    if (heldLength + wanted.length > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(limit, 2 * (heldLength + wanted.length)))
      held.copy(larger, 0, 0, heldLength)
      held = larger
    }
    wanted.copy(held, heldLength)
    heldLength += wanted.length
  }

  /** The line that was held. */
  function release(length: number): Line {
    const line = toLine(held.subarray(0, heldLength), length)
    held = Buffer.alloc(0)
    heldLength = 0
    total = 0
    return line
  }

  function toLine(kept: Buffer, length: number): Line {
    if (length <= limit) return { text: kept.toString('utf8', 0, length), cut: 0 }
    const whole = wholeCharacters(kept, limit)
    return { text: kept.toString('utf8', 0, whole), cut: length - whole }
  }

  return {
    push(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const lines: Line[] = []
      let start = 0
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        if (total > 0 || (overwritten && end - start > limit)) {
          hold(chunk.subarray(start, end))
          lines.push(release(last === CR ? total - 1 : total))
        } else {
          const length = end > start && chunk[end - 1] === CR ? end - 1 - start : end - start
          lines.push(toLine(chunk.subarray(start, start + length), length))
        }
        start = end + 1
      }
      hold(chunk.subarray(start))
      return lines
    },

    end() {
      return total > 0 ? [release(total)] : []
    },

    get within() {
      return total > 0
    },
  }
}

/** How many of the first `end` bytes are whole characters: a character that goes on behind them is left out. */
function wholeCharacters(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!
    if (byte < 0x80) return end
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? end - back : end
    }
  }
  return end
}
