import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReaderClient } from '../../../main/layers/reader/readerClient'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-reader-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A thread that does as it is told here. */
async function reader(script: string, stopTimeout?: number, mostMissed?: number) {
  const path = join(folder, `${randomUUID()}.cjs`)
  await writeFile(path, `const { parentPort, workerData } = require('node:worker_threads')\n${script}`)
  return createReaderClient({ script: path, heap: 20, stopTimeout, mostMissed })
}
const question = { source: { from: 'path', path: '/x' }, object: 'web.tar', image: null } as const
const failing = (code: string) => ({ code, details: { object: 'web.tar' } })

describe('a thread for one task', () => {
  it('reports, and says what it has done', async () => {
    const { run } = await reader(`
      parentPort.postMessage({ report: { bytes: 1, total: 2 } })
      parentPort.postMessage({ done: [workerData.task, workerData.question.object] })`)
    const reports: unknown[] = []
    const done = await run('readArchive', question, { onReport: (report) => reports.push(report) })
    expect(done).toEqual(['readArchive', 'web.tar'])
    expect(reports).toEqual([{ bytes: 1, total: 2 }])
  })

  it('fails as it says, or for how it ended', async () => {
    const saying = await reader(`
      parentPort.postMessage({ failed: { code: 'denied', key: 'denied', message: 'm', details: { object: 'web.tar' } } })`)
    await expect(saying.run('readArchive', question)).rejects.toMatchObject(failing('denied'))
    const dying = await reader('process.exit(1)')
    await expect(dying.run('readArchive', question)).rejects.toMatchObject({
      key: 'internal/readerThread',
      details: { object: 'web.tar' },
    })
    const throwing = await reader(`throw new Error('no')`)
    await expect(throwing.run('readArchive', question)).rejects.toMatchObject({
      key: 'internal/readerThread',
      details: { object: 'web.tar' },
    })
    const growing = await reader('const all = []; for (;;) all.push({ all: [all.length] })')
    await expect(growing.run('readArchive', question)).rejects.toMatchObject({
      key: 'archive-invalid/memory',
      details: { object: 'web.tar', problem: 'limit', limit: 'memory' },
    })
  })

  it('is ended when it hangs, but not for taking long', async () => {
    const hung = await reader('for (;;);', undefined, 1)
    await expect(hung.run('readArchive', question)).rejects.toMatchObject({
      key: 'archive-invalid/problem',
      details: { object: 'web.tar', problem: 'limit', limit: 'quietMilliseconds' },
    })
    const slow = await reader(
      `const beat = setInterval(() => parentPort.postMessage({ alive: true }), 200)
      setTimeout(() => { clearInterval(beat); parentPort.postMessage({ done: 'slowly' }) }, 4000)`,
      undefined,
      2,
    )
    expect(await slow.run('readArchive', question)).toBe('slowly')
  })

  it('ends when it is told to, and also when it does not listen', async () => {
    const listening = await reader(`
      parentPort.on('message', () => { parentPort.postMessage({ failed: { code: 'cancelled', key: 'cancelled', message: 'm' } }); parentPort.close() })
      parentPort.postMessage({ report: 1 })`)
    const deaf = await reader(`parentPort.postMessage({ report: 1 }); for (;;);`, 1)
    for (const { run } of [listening, deaf]) {
      const stop = new AbortController()
      const leftover = join(folder, 'left')
      await mkdir(join(leftover, 'deep'), { recursive: true })
      const options = { signal: stop.signal, onReport: () => stop.abort(), leftover }
      await expect(run('readArchive', question, options)).rejects.toMatchObject({ code: 'cancelled' })
      // Who listens has tidied up.
      if (run === deaf.run) expect(existsSync(leftover)).toBe(false)
    }
    const stopped = AbortSignal.abort()
    await expect(deaf.run('readArchive', question, { signal: stopped })).rejects.toMatchObject(
      failing('cancelled'),
    )
  })
})
