import { describe, expect, it } from 'vitest'
import { heard, heardLine } from '../../../main/engine/owned/keeperWords'
import { say, sentence } from '../../../main/texts/sentence'

describe('the words of a keeper', () => {
  it('are a sentence, which may hold others', () => {
    const cause = sentence('keeper/silent', { name: 'dockerd', n: 61 })
    const word = JSON.parse(JSON.stringify(sentence('keeper/again', { cause })))
    expect(heard(word)).toEqual(sentence('keeper/again', { cause }))
    expect(say(heard(word)!)).toBe('dockerd did not answer for 61 seconds. It was started again.')
  })

  it('of before are a text, and are said as they are', () => {
    const said = 'dockerd ended unexpectedly (signal 9) and was started again.'
    expect(heard(said)).toEqual(sentence('engine/said', { said }))
    expect(say(heard(said)!)).toBe(said)
  })

  it('may be none', () => {
    expect(heard(null)).toBeNull()
    expect(heard(undefined)).toBeNull()
  })

  it.each([
    { code: 'keeper/tired', params: { name: 'dockerd' } },
    { code: 'toString', params: {} },
    { code: 7 },
    { code: 'keeper/again', params: { cause: { code: 'keeper/tired' } } },
    { code: 'keeper/again', params: { cause: null } },
    {},
    12,
  ])('of a later version are shown as what they are: %j', (word) => {
    expect(heard(word)).toEqual(sentence('keeper/newer', { said: JSON.stringify(word) }))
    expect(say(heard(word)!)).toContain(JSON.stringify(word))
  })

  it('of one that cannot begin are a line, of JSON or of text', () => {
    const refusal = sentence('keeper/runInUse', { folder: '/run/x' })
    expect(heardLine(JSON.stringify(refusal))).toEqual(refusal)
    const text = '/run/x: Permission denied'
    expect(heardLine(text)).toEqual(sentence('engine/said', { said: text }))
    expect(heardLine('7')).toEqual(sentence('engine/said', { said: '7' }))
  })
})
