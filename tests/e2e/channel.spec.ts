import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildChannelProgram } from '../support/channelProgram'
import type { ChannelPage } from '../support/channelWindow/page'
import { root } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'

// No feature of the shipped contract has a channel yet, so a window of the tests' own does: the application's window, preload,
// ports and client around another contract.
type InPage = Window & ChannelPage & { held: unknown[] }

let folder: string
let slipway: Slipway

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sw-ch-'))
  await buildChannelProgram(join(folder, 'application'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
test.beforeEach(async () => {
  slipway = await launch({
    home: join(folder, 'home'),
    folder: join(folder, 'application'),
    env: { SLIPWAY_ROOT: root },
  })
})
test.afterEach(() => slipway?.close())

const nothingOpen = () => expect.poll(slipway.openStreams).toBe(0)
const seen = () => slipway.page.evaluate(() => (window as unknown as InPage).pipe.seen())

/** Three channels that are open, used and waiting, each in another way. */
async function hold() {
  await slipway.page.evaluate(async () => {
    const { pipe } = window as unknown as InPage
    const flood = pipe.flood()
    await flood.next()
    const held = pipe.hold()
    await held.send('a')
    const echo = pipe.echo()
    await echo.send(new Uint8Array(10))
    Object.assign(window, { held: [flood, held, echo, echo.next(), held.next().catch(() => {})] })
  })
  await expect.poll(slipway.openStreams).toBe(3)
}

test('what goes up and down at once arrives as it was, and the end of the input ends it', async () => {
  const { sent, heard } = await slipway.page.evaluate(async () => {
    const echo = (window as unknown as InPage).pipe.echo()
    const all = new Uint8Array(20_000_000)
    for (let at = 0; at < all.length; at += 65_536)
      crypto.getRandomValues(all.subarray(at, Math.min(at + 65_536, all.length)))
    const sending = (async () => {
      // Parts of one buffer: only they themselves are copied.
      for (let at = 0; at < all.length; at += 50_000) await echo.send(all.subarray(at, at + 50_000))
      echo.end()
    })()
    const back: Uint8Array[] = []
    for await (const part of echo) back.push(part)
    await sending
    const hash = async (bytes: BufferSource) =>
      String(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
    const whole = new Blob(back as BlobPart[])
    return { sent: await hash(all), heard: await hash(await whole.arrayBuffer()) }
  })
  expect(heard).toBe(sent)
  await nothingOpen()
})

test('who does not read stalls the other side', async () => {
  const sent = await slipway.page.evaluate(async () => {
    const { pipe } = window as unknown as InPage
    const flood = pipe.flood()
    await flood.next()
    let sent = 0
    const sending = async () => {
      for (;;) {
        await flood.send('x')
        sent++
      }
    }
    sending().catch(() => {})
    const turns = () => new Promise((resolve) => setTimeout(resolve, 300))
    await turns()
    const before = sent
    await turns()
    Object.assign(window, { held: [flood] })
    return { before, after: sent }
  })
  expect(sent.before).toBeGreaterThan(0)
  expect(sent.before).toBeLessThan(40)
  expect(sent.after).toBe(sent.before)
  const { produced } = await seen()
  expect(produced).toBeLessThan(40)
  await slipway.page.evaluate(async () => {
    const [flood] = (window as unknown as InPage).held as [AsyncIterableIterator<number>]
    for (let n = 2; n <= 1_000; n++) if ((await flood.next()).value !== n) throw new Error(`no ${n}`)
    await flood.return?.()
  })
  expect((await seen()).produced).toBeLessThan(1_040)
  await nothingOpen()
})

test('errors reach who reads and who sends, and end nothing else', async () => {
  const codes = await slipway.page.evaluate(async () => {
    const { pipe } = window as unknown as InPage
    const codeOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'none',
        ({ code }) => code as string,
      )
    const other = pipe.echo()
    await other.send(new Uint8Array(1))
    const failing = pipe.fail()
    const first = await failing.next()
    const thrown = [first.value, await codeOf(failing.next()), await codeOf(failing.send('x'))]
    const large = pipe.echo()
    const reading = codeOf(large.next())
    await large.send(new Uint8Array(65_537))
    const refused = [await reading, await codeOf(large.send(new Uint8Array(1)))]
    const still = (await other.next()).value?.length
    await other.return?.()
    return { thrown, refused, still }
  })
  expect(codes).toEqual({
    thrown: [1, 'disk-full', 'disk-full'],
    refused: ['invalid-input', 'invalid-input'],
    still: 1,
  })
  await nothingOpen()
})

test('an end is never taken for a port that was closed without a word', async () => {
  const count = await slipway.page.evaluate(async () => {
    const { pipe } = window as unknown as InPage
    let items = 0
    const one = async () => {
      for await (const _ of pipe.down({ pieces: 1 })) items++
      const both = pipe.both({ pieces: 3 })
      both.end()
      for await (const _ of both) items++
    }
    for (let turn = 0; turn < 20; turn++) await Promise.all(Array.from({ length: 20 }, one))
    return items
  })
  expect(count).toBe(400 * 4)
  await nothingOpen()
})

test('what main does not take up says so', async () => {
  const codes = await slipway.page.evaluate(async () => {
    const { pipe } = window as unknown as InPage
    const held = Array.from({ length: 500 }, () => pipe.hold())
    await Promise.all(held.map((each) => each.send('a')))
    const [more, plain] = [pipe.hold(), pipe.down({ pieces: 1 })]
    const codeOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'none',
        ({ code }) => code as string,
      )
    const codes = await Promise.all([more.next(), more.send('a'), plain.next()].map(codeOf))
    await Promise.all(held.map((each) => each.return?.()))
    return codes
  })
  expect(codes).toEqual(['internal', 'internal', 'internal'])
  await nothingOpen()
})

test('leaving and reloading leave nothing open, and are no end of an input', async () => {
  await hold()
  await slipway.page.evaluate(async () => {
    for (const each of (window as unknown as InPage).held.slice(0, 3))
      await (each as AsyncIterableIterator<unknown>).return?.()
  })
  await nothingOpen()
  await hold()
  await slipway.page.reload()
  await nothingOpen()
  await expect(slipway.page.locator('html[data-ready="true"]')).toBeAttached()
  await expect.poll(async () => (await seen()).ends).toEqual(['cancelled', 'cancelled'])
})

test('a page that is killed leaves nothing open, and its successor works', async () => {
  await hold()
  const pid = () =>
    slipway.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
    )
  const killed = await pid()
  process.kill(killed, 'SIGKILL')
  await nothingOpen()
  await expect.poll(pid).not.toBe(killed)
  const ends = () =>
    slipway.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      if (contents.isCrashed() || contents.isLoading()) return []
      return contents.executeJavaScript('pipe.seen().then(({ ends }) => ends)').catch(() => [])
    })
  await expect.poll(ends).toEqual(['cancelled'])
})
