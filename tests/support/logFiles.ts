import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createFileLog, type FileLog } from '../../main/logs/fileLog'
import { writeLogRecord } from '../../main/logs/record'

/** A log as the engine's driver json-file writes it, in a folder of its own. */
export interface WrittenLog {
  readonly folder: string
  readonly path: string
  /** Writes lines, a millisecond each. @param options where they belong */
  write(texts: readonly string[], options?: { stderr?: boolean; at?: number }): void
  /** Puts the file aside, as the engine does once it is large enough. */
  rotate(options?: { packed?: boolean; keep?: number }): void
  open(source?: number): FileLog
  remove(): void
}

export function writtenLog(begin = Date.UTC(2026, 0, 1)): WrittenLog {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-log-'))
  const path = join(folder, 'abc-json.log')
  const opened: FileLog[] = []
  let now = begin
  let aside: string[] = []
  let content = ''

  return {
    folder,
    path,
    write(texts, { stderr = false, at } = {}) {
      now = at ?? now
      const records = texts.map((text) =>
        writeLogRecord({ text: `${text}\n`, stderr }, new Date(now++).toISOString()),
      )
      content += records.join('')
      appendFileSync(path, records.join(''))
    },
    rotate({ packed = false, keep = 100 } = {}) {
      const renamed: string[] = []
      for (let index = aside.length - 1; index >= 0; index--) {
        const name = aside[index]!
        if (index + 2 > keep) rmSync(name)
        else {
          const next = `${path}.${index + 2}${name.endsWith('.gz') ? '.gz' : ''}`
          renameSync(name, next)
          renamed.unshift(next)
        }
      }
      const first = `${path}.1${packed ? '.gz' : ''}`
      if (packed) {
        writeFileSync(first, packedLog(content, new Date(now - 1).toISOString()))
        rmSync(path)
      } else renameSync(path, first)
      aside = [first, ...renamed]
      content = ''
      writeFileSync(path, '')
    },
    open(source = 0) {
      const log = createFileLog({ path, source, scratch: folder, changed() {} })
      opened.push(log)
      return log
    },
    remove() {
      for (const log of opened) log.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A packed file with the engine's note in its header, as an extra field. */
function packedLog(content: string, lastTime: string): Buffer {
  const packed = gzipSync(content)
  const extra = Buffer.from(JSON.stringify({ lastTime }))
  const length = Buffer.alloc(2)
  length.writeUInt16LE(extra.length)
  const header = Buffer.from(packed.subarray(0, 10))
  header[3] = header[3]! | 4
  return Buffer.concat([header, length, extra, packed.subarray(10)])
}
