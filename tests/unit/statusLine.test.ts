import { expect, it } from 'vitest'
import { createStatusLine } from '../../main/cli/layers/statusLine'

function lineOn(isTTY: boolean, columns = 80) {
  const written: string[] = []
  const out = { isTTY, columns, write: (text: unknown) => written.push(String(text)) > 0 }
  return { written, line: createStatusLine(out, 'web\u001b[31m.tar') }
}
const over = '\r\u001b[K'

it('says on a terminal how far reading has come, in one line that is left empty', () => {
  const { written, line } = lineOn(true)
  line.show({ bytes: 12_000_000, total: 34_000_000, unpacked: 0 })
  line.show({ bytes: 867_000, total: 867_000, unpacked: 1_200_000_000 })
  // An engine writes more than was thought.
  line.show({ bytes: 35_000_000, total: 34_000_000, unpacked: 0 })
  line.compare(0, 0)
  line.compare(400_000, 1_200_000)
  line.clear()
  line.clear()
  expect(written.slice(0, 5).map((text) => text.replace(/: .*/, ''))).toEqual([
    `${over}12 MB of 34 MB read`,
    `${over}867 kB of 867 kB read, 1.2 GB unpacked`,
    `${over}35 MB read`,
    `${over}Comparing the layers`,
    `${over}Comparing the layers, 33 %`,
  ])
  expect(written.slice(5)).toEqual([over])
  for (const text of written) expect(text.slice(over.length)).not.toContain('\u001b')
})

it('never wraps, for what wraps cannot be written over', () => {
  const { written, line } = lineOn(true, 20)
  line.show({ bytes: 12_000_000, total: 34_000_000, unpacked: 0 })
  expect(written).toEqual([`${over}12 MB of 34 MB read`])
})

it('says nothing where no person looks on', () => {
  const { written, line } = lineOn(false)
  line.show({ bytes: 1, total: 2, unpacked: 3 })
  line.clear()
  expect(written).toEqual([])
})
