import type { ElectronApplication } from '@playwright/test'

/** Answers the next questions for a file to write to. Null: the person closes the dialog. */
export function answerSave(app: ElectronApplication, filePath: string | null): Promise<void> {
  return app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (async () => ({
      canceled: path === null,
      filePath: path ?? '',
    })) as typeof dialog.showSaveDialog
  }, filePath)
}

/** Answers the next questions for a file to open. Null: the person closes the dialog. */
export function answerOpen(app: ElectronApplication, filePath: string | null): Promise<void> {
  return app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = (async () => ({
      canceled: path === null,
      filePaths: path === null ? [] : [path],
    })) as typeof dialog.showOpenDialog
  }, filePath)
}

/** Presses this button of every message box from now on. */
export function answerBoxes(app: ElectronApplication, response: number): Promise<void> {
  return app.evaluate(({ dialog }, pressed) => {
    const said: string[][] = []
    Object.assign(globalThis, { said })
    dialog.showMessageBox = (async (...given: unknown[]) => {
      const { message, detail = '', buttons = [] } = given.at(-1) as Electron.MessageBoxOptions
      said.push([message, detail, ...buttons])
      return { response: pressed, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, response)
}

/** What those said: the message, its detail and the buttons of each. */
export function saidInBoxes(app: ElectronApplication): Promise<string[][]> {
  return app.evaluate(() => (globalThis as unknown as { said: string[][] }).said)
}

export function clipboardText(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText())
}

/** Makes the inside of the window this large, and waits until the page has it. */
export async function resize(app: ElectronApplication, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  )
  const page = await app.firstWindow()
  await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, {
    width,
    height,
  })
}
