import { stripVTControlCharacters } from 'node:util'
import { createLineSplitter, type Line } from '../../base/lines'

/** Of one step: the newest lines, and bytes of them, that are kept. */
const mostLines = 200
const mostBytes = 64 * 1024
/** Bytes of one line. */
const longestLine = 8 * 1024

/** What a step has written, of which only the newest is kept. */
export interface StepOutputBuffer {
  push(bytes: Uint8Array): void
  /** No more comes: what came without a line end is a line. */
  end(): void
  readonly lines: readonly string[]
  /** How many lines are not kept any more. */
  readonly dropped: number
  /** Bytes that are kept. */
  readonly bytes: number
  /** Keeps nothing of it any more, but the count. */
  forget(): void
  /** Another number after each change. */
  readonly version: number
}

export function createStepOutput(): StepOutputBuffer {
  const splitter = createLineSplitter(longestLine)
  let lines: string[] = []
  let bytes = 0
  let dropped = 0
  let version = 0

  function add(news: readonly Line[]) {
    if (news.length === 0) return
    version++
    for (const { text, cut } of news) {
      const line = asShown(text) + (cut > 0 ? '…' : '')
      lines.push(line)
      bytes += line.length
    }
    let first = 0
    while (lines.length - first > mostLines || bytes > mostBytes) bytes -= lines[first++]!.length
    dropped += first
    lines = lines.slice(first)
  }

  return {
    push: (chunk) => add(splitter.push(chunk)),
    end: () => add(splitter.end()),
    get lines() {
      return lines
    },
    get dropped() {
      return dropped
    },
    get bytes() {
      return bytes
    },
    forget() {
      dropped += lines.length
      lines = []
      bytes = 0
      version++
    },
    get version() {
      return version
    },
  }
}

/** A line as a terminal would leave it: without escape sequences, and what was written over is gone. */
function asShown(text: string): string {
  const plain = stripVTControlCharacters(text)
  return plain.slice(plain.replace(/\r+$/, '').lastIndexOf('\r') + 1).replace(/\r+$/, '')
}
