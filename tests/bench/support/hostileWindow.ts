import { createReadStream, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { addConnection } from '../../e2e/support/addedConnection'
import { type Answer, createFakeEngine, json, streamHead } from '../../support/fakeEngine'
import type { HostileList } from './hostileEngines'
import { openSlipway } from './ourWindow'
import { type Page, untilInPage } from './page'
import { peakOf } from './peakMemory'
import { startPrivateEngine } from './privateEngine'
import { ofKind } from './processTree'

/** What a window took, at an engine that means harm. Memory in MB, time in milliseconds. */
export interface HostileSight {
  readonly name: string
  /** The most of main, and of the page, of the window so far. */
  readonly main: number
  readonly page: number
  /** The longest time for which a person saw nothing new. */
  readonly silence: number
  /** What was said in the end, if anything. */
  readonly said: string
}

const id = `sha256:${'1'.repeat(64)}`
/** Long enough that attaching to the page does not disturb its start. */
const undisturbed = 2000

/** Opens a window on an engine with such a list, until it says something or shows rows. */
export async function seeList({ name, list, events }: HostileList): Promise<HostileSight> {
  const { window, end } = await windowAt({ list, events })
  try {
    await sleep(undisturbed)
    const page = await window.page()
    const said = await untilInPage<string>(page, `${words('main')} || (${rows} > 0 ? 'rows' : null)`)
    const silence = Date.now() - window.startedAt
    // What came is to be taken apart, drawn and let go of.
    await sleep(3 * undisturbed)
    return { name, silence, said, ...memoryOf(window.processes()) }
  } finally {
    await end()
  }
}

/** Opens, one after the other, the layers of images that the engine writes out as these archives, until they are shown or refused. */
export async function* seeArchives(
  archives: readonly { readonly name: string; write(path: string): Promise<void> }[],
  path: string,
): AsyncGenerator<HostileSight> {
  const archive: Answer = (socket) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nContent-Length: ${statSync(path).size}\r\n\r\n`
    socket.write(head)
    createReadStream(path).pipe(socket)
  }
  const { window, end } = await windowAt({ list: json([]), archive })
  try {
    await sleep(undisturbed)
    const page = await window.page()
    await untilInPage(page, `document.querySelector('main') ? true : null`)
    await page.evaluate(listen)
    for (const { name, write } of archives) {
      await write(path)
      await page.evaluate(`location.hash = '#/containers'`)
      await untilInPage(page, `!${tree} && !${words('main [role=alert]')} || null`)
      await page.evaluate('heardFrom()')
      await page.evaluate(`location.hash = '#/layers/${id}'`)
      const said = await patiently(
        page,
        `(${tree} ? 'shown' : null) || ${words('main [role=alert]')} || (${isEmpty} ? 'no layers' : null)`,
      )
      const silence = await page.evaluate<number>('longestSilence()')
      yield { name, silence, said, ...memoryOf(window.processes()) }
    }
  } finally {
    await end()
  }
}

interface Answers {
  readonly list: Answer
  readonly events?: Answer
  readonly archive?: Answer
}

/** A window on an engine that answers so, until its end. */
async function windowAt({ list, events, archive }: Answers) {
  const fake = await createFakeEngine()
  fake.on('GET', /\/_ping$/, json('OK'))
  fake.on('GET', /\/version$/, json({ Version: '26.1.5', ApiVersion: '1.45' }))
  fake.on('GET', /\/info$/, json({ ID: 'hostile', Name: 'hostile' }))
  fake.on('GET', /\/events$/, events ?? ((socket) => void socket.write(streamHead)))
  // An address that leads to what is in no list is taken for one of before, and left.
  fake.on('GET', /\/images\/json/, json(archive ? [listed] : []))
  fake.on('GET', /\/volumes/, json({ Volumes: [] }))
  fake.on('GET', /\/containers\/json/, list)
  fake.on('GET', /\/images\/[^/]+\/json$/, json(image))
  fake.on('GET', /\/images\/[^/]+\/history$/, json([step]))
  if (archive) fake.on('GET', /\/images\/.*get/, archive)
  // A window starts its own engine whichever it shows.
  const own = await startPrivateEngine()
  addConnection(own.home, 'Hostile', { kind: 'unix', socket: fake.socket }, true)
  const window = openSlipway(own.home)
  return {
    window,
    async end() {
      await window.close()
      await own.end()
      await fake.dispose()
    },
  }
}

const image = {
  Id: id,
  RepoTags: ['hostile:1'],
  Size: 1e6,
  Os: 'linux',
  Architecture: 'amd64',
  Config: {},
  RootFS: { Type: 'layers', Layers: [`sha256:${'2'.repeat(64)}`] },
}

const step = { Id: id, Created: 0, CreatedBy: 'COPY / /', Tags: [], Size: 1e6, Comment: '' }
const listed = {
  Id: id,
  ParentId: '',
  RepoTags: image.RepoTags,
  RepoDigests: [],
  Created: 0,
  Size: 1e6,
  SharedSize: -1,
  Labels: {},
  Containers: -1,
}

function memoryOf(processes: readonly number[]): { readonly main: number; readonly page: number } {
  const pages = ofKind(processes, 'renderer').map((pid) => peakOf(pid) ?? 0)
  return { main: peakOf(processes[0]!) ?? 0, page: Math.max(0, ...pages) }
}

/** As long as anything may take at all. */
async function patiently(page: Page, expression: string): Promise<string> {
  for (;;) {
    try {
      return await untilInPage<string>(page, expression)
    } catch (thrown) {
      if ((await page.evaluate<number>('sinceHeard()')) > 60_000) throw thrown
    }
  }
}

/** Expressions for the page. */
const rows = `Number(document.querySelector('[role=grid], [role=treegrid]')?.getAttribute('aria-rowcount') ?? 0)`
const tree = `document.querySelector('[role=treegrid] [role=row][aria-label]:not([aria-busy])')`
/** What is said of an image without files. */
const isEmpty = `[...document.querySelectorAll('main h2')].some((each) => each.textContent.trim() === 'No layers')`
const words = (where: string) =>
  `([...document.querySelectorAll('${where === 'main' ? 'main [role=alert], main [role=status], main h2' : where}')].map((each) => each.textContent.trim()).filter((text) => text && !/^Loading/.test(text)).join(' ').slice(0, 200))`
/** Whatever changes in what is shown is something new. */
const listen = `{
  let last = performance.now()
  let longest = 0
  const heard = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  new MutationObserver(heard).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true })
  globalThis.heardFrom = () => {
    last = performance.now()
    longest = 0
  }
  globalThis.sinceHeard = () => performance.now() - last
  globalThis.longestSilence = () => longest
}`
