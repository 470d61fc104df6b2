import type { Locator, Page } from '@playwright/test'

/** What a task cost somebody: presses of the mouse, and keys; one with Ctrl is one key. */
export interface Effort {
  readonly clicks: number
  readonly keys: number
}

/** A person's hand, which counts what it does. Looking, and moving the pointer, cost nothing. */
export class Hand {
  private clicks = 0
  private keys = 0
  constructor(private readonly page: Page) {}

  get effort(): Effort {
    return { clicks: this.clicks, keys: this.keys }
  }

  async click(at: Locator, button: 'left' | 'right' = 'left'): Promise<void> {
    await at.click({ button })
    this.clicks++
  }

  /** Presses a button of a row, which the pointer brings out. */
  async clickIn(row: Locator, button: string): Promise<void> {
    await row.hover()
    await this.click(row.getByRole('button', { name: button, exact: true }))
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key)
      this.keys++
    }
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
    this.keys += text.length
  }

  /** Presses a key until something has the focus. @param most how often; then it fails */
  async pressUntil(key: string, wanted: Locator, most: number): Promise<void> {
    for (let times = 0; times < most; times++) {
      await this.press(key)
      if (await wanted.evaluate((element) => element === document.activeElement)) return
    }
    throw new Error(`${key} does not lead there within ${most} times`)
  }
}
