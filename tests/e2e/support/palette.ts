import { expect, type Page } from '@playwright/test'

/** Opens the command palette and types into it; what it offers is for whoever calls to wait for. */
export async function typeIntoPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Search or run a command' })).toBeFocused()
  await page.keyboard.type(text)
}

/** Runs the command that is found first. */
export async function runFromPalette(page: Page, text: string): Promise<void> {
  await typeIntoPalette(page, text)
  await expect(page.getByRole('option').first()).toContainText(text, { ignoreCase: true })
  await page.keyboard.press('Enter')
}
