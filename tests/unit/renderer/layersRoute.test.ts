import { expect, test } from 'vitest'
import { Layered } from '../../../main/contract/layers'
import { readSubject, subjectText } from '../../../renderer/data/layersRoute'

const image = `sha256:${'0f'.repeat(32)}`
const subjects: readonly Layered[] = [
  { kind: 'image', id: image },
  { kind: 'container', id: 'a1'.repeat(6) },
  { kind: 'snapshot', id: 'b2'.repeat(8) },
  { kind: 'archive', archive: '5d1f', image: null },
  { kind: 'archive', archive: 'x'.repeat(100), image },
]

test.each(subjects)('an address of a $kind says what main takes', (of) => {
  expect(readSubject(subjectText(of))).toEqual(of)
  expect(Layered.parse(of)).toEqual(of)
})

test.each([
  '',
  'sha256:',
  `${image}0`,
  `${image}\n`,
  'nginx',
  'container:',
  'container:../..',
  'snapshot:b2',
  'archive:',
  `archive:${'x'.repeat(101)}`,
  'archive:5d1f:',
  'archive:5d1f:sha256:0f',
  'volume:5d1f',
])('%j names nothing', (text) => {
  expect(readSubject(text)).toBeNull()
})
