import { expect, test } from 'vitest'
import { deferred } from '../../main/base/deferred'
import { diskSpace, watchDiskSpace } from '../../main/engine/owned/diskSpace'
import { eventually } from '../support/eventually'

const room = (bavail: number) => ({ type: 0, bsize: 1, blocks: 1e12, bfree: 0, bavail, files: 0, ffree: 0 })

test('a file system that hangs is asked once, whoever looks and however often', async () => {
  const hanging = deferred<ReturnType<typeof room>>()
  const asked: string[] = []
  const ask = (path: string) => {
    asked.push(path)
    return hanging.promise
  }
  const told: number[] = []
  const stops = [1, 2].map(() => watchDiskSpace('/hung', ({ free }) => told.push(free), { pause: 1, ask }))
  // For many times as long as they pause.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(asked).toEqual(['/hung'])
  hanging.resolve(room(5e11))
  await eventually(() => expect(told).toEqual([5e11, 5e11]))
  await eventually(() => expect(asked.length).toBeGreaterThan(1))
  for (const stop of stops) stop()
})

test('what is not there yet will lie where its nearest folder does', async () => {
  const asked: string[] = []
  const ask = async (path: string) => {
    asked.push(path)
    if (path !== '/there') throw Object.assign(new Error('nothing there'), { code: 'ENOENT' })
    return room(1)
  }
  expect(await diskSpace('/there/not/yet', ask)).toEqual({
    path: '/there/not/yet',
    free: 1,
    total: 1e12,
    low: true,
  })
  expect(asked).toEqual(['/there/not/yet', '/there/not', '/there'])
})
