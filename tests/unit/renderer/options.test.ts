import { describe, expect, it } from 'vitest'
import { matchOptions } from '../../../renderer/ui/forms/option'

const options = [
  { value: '1', label: 'team/web:1', keywords: 'blue' },
  { value: '2', label: 'web:2' },
  { value: 'webby' },
]
const found = (text: string) => matchOptions(options, text).map(({ value }) => value)

describe('matchOptions', () => {
  it('puts what begins with the text first', () => {
    expect(found('web')).toEqual(['2', 'webby', '1'])
  })
  it('finds all words in any order, also in what is not shown', () => {
    expect(found('1 TEAM')).toEqual(['1'])
    expect(found('blue')).toEqual(['1'])
    expect(found('red')).toEqual([])
    expect(found('  ')).toHaveLength(3)
  })
})
