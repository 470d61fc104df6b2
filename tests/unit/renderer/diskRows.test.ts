import { expect, test } from 'vitest'
import { countedParts, type DataSize, dataParts } from '../../../main/contract/engineSettings'
import { diskSum } from '../../../renderer/features/settings/diskRows'
import { rawText } from '../../../renderer/ui/i18n'

const nothing = Object.fromEntries(dataParts.map((part) => [part, null])) as DataSize

test('before anything is counted every part is there, and none has a size', () => {
  for (const size of [null, nothing]) {
    const { rows, bytes, free, done } = diskSum(size)
    expect(rows.map(({ part, bytes }) => [part, bytes])).toEqual(dataParts.map((part) => [part, null]))
    expect([bytes, free, done]).toEqual([0, 0, 0])
  }
})

test('what is counted is summed, and drawn beside the largest', () => {
  const { rows, bytes, free, done } = diskSum({
    ...nothing,
    images: { bytes: 400, free: 100 },
    volumes: { bytes: 100, free: 7 },
    engineLogs: { bytes: 0, free: 0 },
  })
  expect(rows.find(({ part }) => part === 'volumes')).toEqual({
    part: 'volumes',
    bytes: 100,
    free: 7,
    share: 0.25,
  })
  expect(rows.find(({ part }) => part === 'engineLogs')).toMatchObject({ bytes: 0, share: 0 })
  expect([bytes, free, done]).toEqual([500, 107, 3 / dataParts.length])
})

test('nothing at all is no fault', () => {
  const { rows, done } = diskSum(
    Object.fromEntries(dataParts.map((part) => [part, { bytes: 0, free: 0 }])) as DataSize,
  )
  expect(rows.every(({ share }) => share === 0)).toBe(true)
  expect(done).toBe(1)
})

test('of another engine it is what that counts', () => {
  const known = { bytes: 3, free: 1 }
  const { rows, done } = diskSum({ images: known, containers: known } as DataSize, countedParts)
  expect(rows.map(({ part, bytes }) => [part, bytes])).toEqual([
    ['images', 3],
    ['containers', 3],
    ['buildCache', null],
    ['volumes', null],
  ])
  expect(done).toBe(1 / 2)
})

test('every part has its words', () => {
  for (const part of dataParts) expect(rawText(`disk.part.${part}`), part).not.toBeNull()
})
