import { expect, it } from 'vitest'
import { Signal } from '../../../main/contract/values'
import { checkCommit, emptyCommitForm } from '../../../renderer/features/containers/commitForm'
import { signals } from '../../../renderer/features/containers/signals'
import { rawText } from '../../../renderer/ui/i18n'

it('signals are names and numbers of Linux', () => {
  const is = (text: string) => Signal.safeParse(text).success
  for (const signal of signals) {
    expect(is(signal), signal).toBe(true)
    expect(rawText(`kill.signal.${signal}`), signal).not.toBeNull()
  }
  for (const known of ['SIGTERM', 'winch', 'RTMIN', 'RTMIN+15', 'RTMAX-14', '1', '9', '64']) {
    expect(is(known), known).toBe(true)
  }
  for (const none of ['', '0', '65', '-9', '9.5', 'NOPE', 'SIG', 'SIG9', 'RTMIN+16', 'TERM ', 'KILL&x=1']) {
    expect(is(none), none).toBe(false)
  }
})

it('a commit asks for a name that an image can be given', () => {
  const check = (reference: string) => checkCommit({ ...emptyCommitForm(), reference })
  expect(check(' shop/web:2 ').request).toEqual({
    reference: 'shop/web:2',
    message: '',
    author: '',
    pause: true,
  })
  const problem = (reference: string) => check(reference).problems.get('reference')
  expect(problem('')).toBe('missing')
  expect(problem('Shop/Web')).toBe('reference')
  expect(problem('web:')).toBe('reference')
  expect(problem(`web@sha256:${'a'.repeat(64)}`)).toBe('digest')
  expect(problem('registry.example:5000/team/web:2')).toBeUndefined()
})
