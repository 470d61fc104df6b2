import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withoutTerminal } from '../../../main/services/terminals/withoutTerminal'
import { eventually } from '../../support/eventually'

/** An engine's stream: what is written to it, and what it says. */
function attached() {
  const written: Buffer[] = []
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      written.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(written).toString() }
}
function frame(source: 1 | 2, text: string): Buffer {
  const header = Buffer.from([source, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

it('what is written comes as a terminal shows it, however it was cut', async () => {
  const bytes = Buffer.concat([frame(1, 'one\ntwo'), frame(2, ' no\n'), frame(1, ''), frame(1, 'three\r\n')])
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const { stream } = attached()
      const shown = withoutTerminal(stream, 'web')
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      for (let index = 1; index < at.length; index++) stream.push(bytes.subarray(at[index - 1], at[index]))
      stream.push(null)
      let text = ''
      for await (const chunk of shown) text += chunk
      expect(text).toBe('one\r\ntwo no\r\nthree\r\r\n')
    }),
  )
})

it('the key for the end of a line ends one', async () => {
  const { stream, text } = attached()
  withoutTerminal(stream, 'web').write(Buffer.from('one\rtwo\r'))
  await eventually(() => expect(text()).toBe('one\ntwo\n'))
})

it('fails for what is in no frames, and leaves with whoever reads it', async () => {
  const { stream } = attached()
  const shown = withoutTerminal(stream, 'web')
  stream.push(Buffer.from('no frame of anybody'))
  await expect(shown.toArray()).rejects.toMatchObject({ code: 'engine-failed' })
  await eventually(() => expect(stream.destroyed).toBe(true))
})
