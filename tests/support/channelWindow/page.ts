import '../../../renderer/data/jitless'
import { type Client, kindsOf } from '../../../main/contract/define'
import { bridge } from '../../../renderer/data/bridge'
import { createClient } from '../../../renderer/data/client'
import { contract, pieceSize } from './contract'

/** What tests find in the page. */
export interface ChannelPage {
  readonly pipe: Client<typeof contract>['pipe']
  /** Milliseconds that a plain stream takes for so many pieces. */
  timeDown(pieces: number): Promise<number>
  /** Milliseconds that a channel takes for so many pieces each way, at once. */
  timeBoth(pieces: number): Promise<number>
}

const { pipe } = createClient(kindsOf(contract), bridge)

async function timeDown(pieces: number): Promise<number> {
  const begin = performance.now()
  let size = 0
  for await (const piece of pipe.down({ pieces })) size += piece.length
  expectWhole(size, pieces)
  return performance.now() - begin
}

async function timeBoth(pieces: number): Promise<number> {
  const piece = new Uint8Array(pieceSize)
  const before = (await pipe.seen()).received
  const begin = performance.now()
  const both = pipe.both({ pieces })
  const sending = (async () => {
    for (let left = pieces; left > 0; left--) await both.send(piece)
    both.end()
  })()
  let size = 0
  for await (const item of both) size += item.length
  await sending
  const time = performance.now() - begin
  expectWhole(size, pieces)
  expectWhole((await pipe.seen()).received - before, pieces)
  return time
}

function expectWhole(size: number, pieces: number) {
  if (size !== pieces * pieceSize) throw new Error(`${size} bytes came of ${pieces * pieceSize}`)
}

Object.assign(window, { pipe, timeDown, timeBoth } satisfies ChannelPage)
document.documentElement.dataset.ready = 'true'
