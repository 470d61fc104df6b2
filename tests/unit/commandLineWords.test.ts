import { describe, expect, it } from 'vitest'
import { commandLineWords } from '../../main/cli/packaged'

const flags = ['--no-sandbox', '--command-line']

describe('the words of the packaged command line', () => {
  it('are what follows the first --', () => {
    expect(commandLineWords(['/s', ...flags, '--', 'docker', 'run', '--', 'x'])).toEqual([
      'docker',
      'run',
      '--',
      'x',
    ])
    expect(commandLineWords(['/s', ...flags, '--'])).toEqual([])
  })

  it('are none where the window is wanted', () => {
    expect(commandLineWords(['/s'])).toBeNull()
    expect(commandLineWords(['/s', '--screenshot', 'a.png'])).toBeNull()
    expect(commandLineWords(['/s', '--', '--command-line'])).toBeNull()
    expect(commandLineWords(['/s', ...flags])).toBeNull()
  })
})
