import { describe, expect, it } from 'vitest'
import {
  checkVolume,
  emptyVolumeForm,
  refusedField,
  type VolumeForm,
} from '../../../renderer/features/volumes/form'

const form = (change: Partial<VolumeForm>): VolumeForm => ({ ...emptyVolumeForm(), name: 'data', ...change })
const check = (change: Partial<VolumeForm>, taken: string[] = []) => checkVolume(form(change), new Set(taken))
const problems = (change: Partial<VolumeForm>, taken?: string[]) =>
  Object.fromEntries(check(change, taken).problems)

describe('checkVolume', () => {
  it('makes the request of the contract', () => {
    const { request } = check({
      name: ' data ',
      labels: [
        { key: '', value: ' ' },
        { key: ' tier ', value: ' back=1 ' },
      ],
      options: [{ key: 'type', value: 'tmpfs' }],
    })
    expect(request).toEqual({
      name: 'data',
      driver: 'local',
      labels: [{ key: 'tier', value: ' back=1 ' }],
      options: [{ key: 'type', value: 'tmpfs' }],
    })
  })

  it('says what is wrong at its field', () => {
    expect(problems({ name: '' })).toEqual({ name: 'nameMissing' })
    expect(problems({ name: 'a b' })).toEqual({ name: 'name' })
    expect(problems({ name: 'a' })).toEqual({ name: 'name' })
    expect(problems({}, ['data'])).toEqual({ name: 'nameTaken' })
    expect(problems({ driver: ' ' })).toEqual({ driver: 'driverMissing' })
    expect(problems({ driver: 'a b' })).toEqual({ driver: 'driver' })
    const labels = [
      { key: '', value: '' },
      { key: '', value: 'x' },
      { key: 'a=b', value: '' },
      { key: 'c', value: '' },
      { key: 'c', value: '' },
    ]
    expect(problems({ labels })).toEqual({
      'labels.1.key': 'keyMissing',
      'labels.2.key': 'key',
      'labels.4.key': 'keyTwice',
    })
  })
})

it('a refusal of the engine finds its field', () => {
  expect(refusedField('name-taken/volume')).toBe('name')
  expect(refusedField('unsupported/volumeDriver')).toBe('driver')
  expect(refusedField('invalid-input/volumeOptions')).toBe('options')
  expect(refusedField('disk-full')).toBeNull()
})
