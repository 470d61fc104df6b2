import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followLog } from '../../../main/services/engine/engineLog'

let folder: string
let file: string
let stop: AbortController
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-log-'))
  file = join(folder, 'dockerd.log')
  stop = new AbortController()
})
afterEach(() => {
  stop.abort()
  rmSync(folder, { recursive: true })
})
const follow = () => followLog(file, stop.signal)
const next = async (log: AsyncGenerator<readonly string[]>) => (await log.next()).value as readonly string[]

describe("the engine's log", () => {
  it('gives what is there, then what is added, in whole lines', async () => {
    writeFileSync(file, 'one\ntwo\nthr')
    const log = follow()
    expect(await next(log)).toEqual(['one', 'two'])
    appendFileSync(file, 'ee\nfour\n')
    expect(await next(log)).toEqual(['three', 'four'])
  })

  it('begins with a whole line of a long log', async () => {
    writeFileSync(file, Array.from({ length: 60_000 }, (_, index) => `line ${index}\n`).join(''))
    const lines = await next(follow())
    expect(lines.at(-1)).toBe('line 59999')
    expect(lines[0]).toMatch(/^line \d+$/)
    expect(lines.length).toBeLessThan(30_000)
    expect(Number(lines[0]!.slice(5))).toBe(60_000 - lines.length)
  })

  it('reads on from the beginning after the log was emptied', async () => {
    writeFileSync(file, 'before, and longer than what follows\n')
    const log = follow()
    await next(log)
    const pending = next(log)
    truncateSync(file)
    appendFileSync(file, 'after\n')
    expect(await pending).toEqual(['after'])
  })

  it('waits for a log that is not there yet', async () => {
    const log = follow()
    expect(await next(log)).toEqual([])
    const pending = next(log)
    writeFileSync(file, 'first\n')
    expect(await pending).toEqual(['first'])
  })

  it('waits for the folder as well, also for another one in its place', async () => {
    file = join(folder, 'engine/log/dockerd.log')
    const log = follow()
    expect(await next(log)).toEqual([])
    for (const line of ['first', 'second']) {
      const pending = next(log)
      mkdirSync(join(folder, 'engine/log'), { recursive: true })
      writeFileSync(file, `${line}\n`)
      expect(await pending).toEqual([line])
      rmSync(join(folder, 'engine'), { recursive: true })
    }
  })

  it('loses nothing of a burst', async () => {
    writeFileSync(file, '')
    const log = follow()
    await next(log)
    const all = Array.from({ length: 200_000 }, (_, index) => `burst ${index}`)
    appendFileSync(file, `${all.join('\n')}\n`)
    const seen: string[] = []
    while (seen.length < all.length) seen.push(...(await next(log)))
    expect(seen).toEqual(all)
  })

  it('ends when the reader leaves', async () => {
    const log = follow()
    await log.next()
    const pending = log.next()
    stop.abort()
    expect((await pending).done).toBe(true)
  })
})
