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
