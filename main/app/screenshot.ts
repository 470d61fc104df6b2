import { rename, writeFile } from 'node:fs/promises'
import type { BrowserWindow } from 'electron'
import { said } from '../texts/sentence'

const twoFrames = `new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))
})`

/**
 * Writes what the window shows to a PNG file: under a temporary name first, so that who waits for the file finds a
 * whole one.
 */
export async function takeScreenshot(window: BrowserWindow, file: string): Promise<void> {
  // The compositor shows a frame or two later what the page has painted.
  await window.webContents.executeJavaScript(twoFrames)
  // A window that has just been shown may have no frame yet: an empty picture means "not yet".
  for (let attempts = 0; attempts < 20; attempts++) {
    const picture = await window.webContents.capturePage()
    if (!picture.isEmpty()) {
      const temporary = `${file}.${process.pid}.part`
      await writeFile(temporary, picture.toPNG())
      return rename(temporary, file)
    }
    window.webContents.invalidate()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(said('app/nothingShown'))
}
