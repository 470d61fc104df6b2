import { expect, it } from 'vitest'
import { openingFigures, openingText } from '../../../renderer/features/layers/openingText'
import { t } from '../../../renderer/ui/i18n'

const reading = {
  phase: 'reading',
  from: 'archive',
  current: 12_000_000,
  total: 34_000_000,
  unpacked: 0,
} as const
const bytes = t('layers.reading.bytes', { current: '12 MB', total: '34 MB' })

it('says how many bytes were read, and what came out of them', () => {
  expect(openingText(reading)).toBe(t('layers.reading.archive'))
  expect(openingFigures(reading)).toBe(bytes)
  expect(openingFigures({ ...reading, total: 0 })).toBe(t('layers.reading.some', { current: '12 MB' }))
  // A bomb: not a byte more is read, and the figures move all the same.
  const bomb = [1e9, 2e9].map((unpacked) => openingFigures({ ...reading, unpacked }))
  expect(bomb[0]).toBe(t('layers.reading.unpacked', { read: bytes, unpacked: '1 GB' }))
  expect(bomb[1]).not.toBe(bomb[0])
})

it('says how many paths were compared', () => {
  const comparing = { phase: 'comparing', current: 400_000, total: 1_200_000 } as const
  expect(openingText(comparing)).toBe(t('layers.reading.comparing'))
  expect(openingFigures(comparing)).toBe(
    t('layers.reading.paths', { current: '400,000', total: '1,200,000' }),
  )
})

it('gives no figures where there are none yet', () => {
  expect([openingText(null), openingFigures(null)]).toEqual([t('layers.reading.disk'), ''])
  expect(openingFigures({ ...reading, current: 0 })).toBe('')
  expect(openingFigures({ phase: 'comparing', current: 0, total: 0 })).toBe('')
})
