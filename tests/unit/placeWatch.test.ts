import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchPlace } from '../../main/base/placeWatch'
import { eventually } from '../support/eventually'

let folder: string
let put: ReturnType<typeof vi.fn<() => void>>
let stop = () => {}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-place-'))
  put = vi.fn<() => void>()
})
afterEach(() => {
  stop()
  rmSync(folder, { recursive: true, force: true })
})

const seen = () => eventually(() => expect(put).toHaveBeenCalled())
/** When all that happened until now was told: what is put there now comes after it. */
async function settled() {
  const mark = join(mkdtempSync(join(folder, 'marks-')), 'mark')
  const told = vi.fn<() => void>()
  const stopMark = watchPlace(mark, told)
  writeFileSync(mark, '')
  await eventually(() => expect(told).toHaveBeenCalled())
  stopMark()
}
/** How many folders the kernel watches for this process. Source: proc_pid_fdinfo(5). */
const watches = () =>
  readdirSync('/proc/self/fdinfo')
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').split('inotify wd:').length - 1
      } catch {
        return 0
      }
    })
    .reduce((sum, count) => sum + count, 0)

describe('a place', () => {
  it('is seen to be filled, and each time again', async () => {
    const path = join(folder, 'docker.sock')
    stop = watchPlace(path, put)
    writeFileSync(path, '')
    await seen()
    rmSync(path)
    await settled()
    put.mockClear()
    writeFileSync(path, '')
    await seen()
  })

  it('is seen in a folder that another one replaced at once', async () => {
    const run = join(folder, 'run')
    mkdirSync(run)
    stop = watchPlace(join(run, 'docker.sock'), put)
    rmSync(run, { recursive: true })
    mkdirSync(run)
    await settled()
    writeFileSync(join(run, 'docker.sock'), '')
    await seen()
  })

  it('is told of when its mode changes, and not when it is emptied or something beside it changes', async () => {
    const path = join(folder, 'docker.sock')
    writeFileSync(path, '', { mode: 0 })
    stop = watchPlace(path, put)
    writeFileSync(join(folder, 'other'), '')
    await settled()
    expect(put).not.toHaveBeenCalled()
    chmodSync(path, 0o600)
    await seen()
    put.mockClear()
    rmSync(path)
    await settled()
    expect(put).not.toHaveBeenCalled()
  })

  it('may lie in folders that are made first, removed, and made again', async () => {
    const path = join(folder, 'run', 'podman', 'podman.sock')
    stop = watchPlace(path, put)
    for (let times = 2; times > 0; times--) {
      mkdirSync(join(folder, 'run', 'podman'), { recursive: true })
      writeFileSync(path, '')
      await seen()
      rmSync(join(folder, 'run'), { recursive: true })
      await settled()
      put.mockClear()
    }
    mkdirSync(join(folder, 'run'))
    await settled()
    expect(put).not.toHaveBeenCalled()
  })

  it('is left alone afterwards', async () => {
    const before = watches()
    const path = join(folder, 'docker.sock')
    stop = watchPlace(path, put)
    expect(watches()).toBe(before + 1)
    stop()
    expect(watches()).toBe(before)
    writeFileSync(path, '')
    await settled()
    expect(put).not.toHaveBeenCalled()
  })

  it('that cannot be is no error', () => {
    const before = watches()
    writeFileSync(join(folder, 'file'), '')
    for (const path of [`${'x'.repeat(300)}/y`, 'file/docker.sock']) {
      stop = watchPlace(join(folder, path), put)
      // The nearest that there is above it.
      expect(watches()).toBe(before + 1)
      stop()
      expect(watches()).toBe(before)
    }
  })
})
