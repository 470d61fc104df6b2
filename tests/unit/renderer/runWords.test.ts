import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine } from '../../../main/shared/shellWords'
import { splitWords } from '../../../renderer/features/run/words'

const words = (text: string) => {
  const split = splitWords(text)
  if (!split.ok) throw new Error(split.problem)
  return split.words
}

describe('splitWords', () => {
  it.each([
    ['', []],
    ['   \t\n ', []],
    ['nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']],
    [`sh -c 'echo "$HOME" | cat'`, ['sh', '-c', 'echo "$HOME" | cat']],
    [`a''b "" ''`, ['ab', '', '']],
    [`say it\\'s\\ me`, ['say', "it's me"]],
    [`"a \\"b\\" \\$c \\d"`, ['a "b" $c \\d']],
    [`'\\'`, ['\\']],
    ['one \\\n two', ['one', 'two']],
    ['--flag="two words"=x', ['--flag=two words=x']],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('says where a command cannot be split, and what it read so far', () => {
    expect(splitWords(`sh -c "echo 'hi`)).toEqual({
      ok: false,
      problem: 'quote',
      words: ['sh', '-c', "echo 'hi"],
    })
    expect(splitWords("echo 'it")).toMatchObject({ ok: false, problem: 'quote' })
    expect(splitWords('echo \\')).toMatchObject({ ok: false, problem: 'backslash' })
  })

  it('undoes what commandLine writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (original) => {
        expect(words(commandLine(original))).toEqual(original)
      }),
    )
  })

  it('splits as a real shell does', () => {
    // Nothing that a shell would expand, for this splitter expands nothing.
    const text = fc.string({ unit: fc.constantFrom(...'ab \t"\'\\=-.') })
    fc.assert(
      fc.property(text, (command) => {
        const split = splitWords(command)
        fc.pre(split.ok && !command.includes('\n'))
        const printed = execFileSync('sh', ['-c', `printf '%s\\0' x ${command}`], { encoding: 'utf8' })
        expect(split.words).toEqual(printed.split('\0').slice(1, -1))
      }),
      { numRuns: 60 },
    )
  })
})
