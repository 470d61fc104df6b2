import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instruction } from '../../main/layers/instruction'

const read = (createdBy: string, comment = '') => instruction({ createdBy, comment })
const digest = '70a7213b68806b54566d1ef2bef1a342c9aac333210130cf010fa14e965c836f'

describe('instruction', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["x"]', 'CMD ["x"]'],
    ['/bin/sh -c #(nop) WORKDIR /srv', 'WORKDIR /srv'],
    ['/bin/bash -o pipefail -c #(nop)  ENV A=b', 'ENV A=b'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['/bin/sh -c set -e;\t\\\n  apt-get   update', 'RUN set -e; \\ apt-get update'],
    ['/bin/bash -o pipefail -c curl x | sh', 'RUN /bin/bash -o pipefail -c curl x | sh'],
    ['/bin/sh -c echo "#(nop) x"', 'RUN echo "#(nop) x"'],
    ['RUN /bin/sh -c make # buildkit', 'RUN make'],
    ['RUN |2 A=1 B= /bin/sh -c make # buildkit', 'RUN make'],
    ['RUN /bin/sh -c echo "# buildkit" # done # buildkit', 'RUN echo "# buildkit" # done'],
    ['COPY . /app # buildkit', 'COPY . /app'],
    ['EXPOSE map[443/tcp:{} 80/tcp:{}]', 'EXPOSE 443/tcp 80/tcp'],
    ['EXPOSE [8080/tcp]', 'EXPOSE 8080/tcp'],
    ['VOLUME [/data]', 'VOLUME [/data]'],
    ['|2 A=1 B=2 /bin/sh -c make all', 'RUN make all'],
    ['|1 FLAGS=-O2 -g /bin/sh -c make all', 'RUN make all'],
    ['|2 FLAGS=-O2 -g B=2 /bin/sh -c make all', 'RUN make all'],
    ['|1 A=1 /bin/busybox sh -c echo 1', 'RUN /bin/busybox sh -c echo 1'],
    ['|1 A=1 /app/run /bin/sh -c x', 'RUN /app/run /bin/sh -c x'],
    [`/bin/sh -c #(nop) COPY file:${digest} in /srv/ `, 'COPY file:70a7213b6880 in /srv/'],
    [`COPY file:${digest} in /srv/`, 'COPY file:70a7213b6880 in /srv/'],
    ['bazel build //app', 'bazel build //app'],
  ])('reads %j as %j', (createdBy, expected) => {
    expect(read(createdBy)).toBe(expected)
  })

  it('names an imported image as docker import does', () => {
    expect(read('', 'Imported from -')).toBe('IMPORT -')
    expect(read('', 'Imported from http://example.test/a.tar')).toBe('IMPORT http://example.test/a.tar')
    expect(read('', 'store paths: a b')).toBe('store paths: a b')
    expect(read('', '')).toBe('')
  })

  it('keeps control and bidirectional characters, for the window to show', () => {
    expect(read('/bin/sh -c echo \u001b[31m\u202e\u0000\ufeff')).toBe('RUN echo \u001b[31m\u202e\u0000\ufeff')
  })

  const word = fc.stringMatching(/^[\x21-\x7e]{1,12}$/)
  const shellCommand = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))

  it('reads a shell command the same whichever builder wrapped it', () => {
    const name = fc.stringMatching(/^[A-Z_]{1,8}$/)
    const value = fc.stringMatching(/^[\x21-\x7e]{0,12}$/)
    fc.assert(
      fc.property(shellCommand, fc.array(fc.tuple(name, value), { maxLength: 4 }), (text, args) => {
        fc.pre(!text.startsWith('#(nop)') && !text.endsWith('# buildkit'))
        const counted = args.length
          ? `|${args.length} ${args.map(([key, to]) => `${key}=${to}`).join(' ')} `
          : ''
        expect(read(`${counted}/bin/sh -c ${text}`)).toBe(`RUN ${text}`)
        expect(read(`RUN ${counted}/bin/sh -c ${text} # buildkit`)).toBe(`RUN ${text}`)
      }),
    )
  })

  it('is one line of no more characters than it was given, whatever that is', () => {
    const parts = fc.constantFrom(
      '/bin/sh -c ',
      '#(nop) ',
      '|1 ',
      '|99999 ',
      'A=1 ',
      'RUN ',
      ' # buildkit',
      '\n',
      '\t',
    )
    const text = fc.array(fc.oneof(parts, fc.string()), { maxLength: 12 }).map((all) => all.join(''))
    fc.assert(
      fc.property(text, text, (createdBy, comment) => {
        const result = read(createdBy, comment)
        expect(result).not.toMatch(/[\t\r\n\v\f]|^ | $| {2}/)
        expect(result.length).toBeLessThanOrEqual(Math.max(createdBy.length + 4, comment.length))
      }),
    )
  })
})
