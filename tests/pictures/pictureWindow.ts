import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import { electronExecutable, environment, isRoot, shortLived } from '../e2e/support/app'
import { root } from '../support/engine'
import type { Answers } from './data/answer'
import { now } from './data/moments'
import { serveFixed } from './fixedMain'
import type { Picture } from './pictures'

export const schemes = ['light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

/** A window that pictures are taken of: our pages on fixed answers, at a fixed time. */
export interface PictureWindow {
  readonly page: Page
  /** The version of Chrome that draws it, before the first dot. */
  readonly chrome: string
  /** Loads a page of the file system afresh. */
  load(file: string, { hash, size, answers }: Pick<Picture, 'hash' | 'size' | 'answers'>): Promise<void>
  /** What it shows as PNG: at once when it is as it should be, else once nothing in it changes any more. */
  take(scheme: Scheme, isRight: (png: Buffer) => boolean): Promise<Buffer>
  close(): Promise<void>
}

export async function openPictureWindow(): Promise<PictureWindow> {
  const profile = mkdtempSync(join(tmpdir(), 'slipway-pictures-'))
  const app = await electron.launch({
    executablePath: electronExecutable(),
    args: [shortLived, `--user-data-dir=${profile}`, join(root, 'tests/pictures/window.cjs')],
    env: environment({ home: profile, env: { TZ: 'UTC', LANG: 'en_US.UTF-8', LANGUAGE: 'en_US' } }),
    chromiumSandbox: !isRoot,
  })
  const page = await app.firstWindow()
  let answers: Answers = {}
  await serveFixed(page, () => answers)
  await page.addInitScript(startClockAt, now)
  const chrome = await app.evaluate(() => process.versions.chrome ?? '')

  return {
    page,
    chrome: chrome.split('.')[0]!,
    async load(file, { hash, size, answers: given }) {
      answers = given
      await resize(app, size)
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.mouse.move(0, 0)
      // From another page, for one that differs in its hash alone would stay as it is.
      await page.goto('about:blank')
      await page.goto(`${pathToFileURL(file)}${hash}`)
    },
    async take(colorScheme, isRight) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(() => document.fonts.ready)
      let last = await shot(page)
      for (let taken = 1, same = 1; taken < mostShots; taken++) {
        if (same === atRest || isRight(last)) return last
        const next = await shot(page)
        same = next.equals(last) ? same + 1 : 1
        last = next
      }
      throw new Error(`Something in the window still moves after ${mostShots} pictures`)
    },
    async close() {
      await app.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/**
 * Runs in the page before its own scripts: each page begins at the same moment. The time goes on, for Vue tells by it which
 * listeners were there before an event.
 */
function startClockAt(moment: number): void {
  const Real = Date
  const later = moment - Real.now()
  class Shifted extends Real {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [Shifted.now()]) as [number]))
    }
    static override now() {
      return Real.now() + later
    }
  }
  globalThis.Date = Shifted as DateConstructor
}

/** As many pictures in a row as are the same when nothing is under way any more; and as many as are taken at most. */
const atRest = 8
const mostShots = 80

const shot = (page: Page) => page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' })

async function resize(app: ElectronApplication, size: Picture['size']): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
  }, size)
}
