import { setTimeout as sleep } from 'node:timers/promises'
import type { DevTools } from './devTools'

/** The page of a window. */
export interface Page {
  /** The value of an expression in the page; of a promise, what it resolves to. Throws what it throws. */
  evaluate<T>(expression: string): Promise<T>
  /** One notch of a mouse wheel, in pixels, with the pointer at a point of the page. */
  wheel(x: number, y: number, distance: number): Promise<void>
  /** Clicks, as with a mouse, on the middle of the element that an expression stands for. */
  click(element: string): Promise<void>
  /** Presses a key of one character where the focus is, as on a keyboard. */
  key(character: string, modifiers?: { readonly ctrl?: boolean }): Promise<void>
}

interface Target {
  readonly targetId: string
  readonly type: string
}
interface Evaluation {
  readonly result: { readonly value: never }
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string }
  }
}

/** Attaches to the window's only page. */
export async function attachToPage(tools: DevTools): Promise<Page> {
  const { targetInfos } = await tools.send<{ targetInfos: Target[] }>('Target.getTargets')
  const target = targetInfos.find(({ type }) => type === 'page')
  if (!target) throw new Error('The window shows no page.')
  const { targetId } = target
  const { sessionId } = await tools.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  async function evaluate<T>(expression: string): Promise<T> {
    const answer = await tools.send<Evaluation>(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    )
    const failure = answer.exceptionDetails
    if (failure) throw new Error(failure.exception?.description ?? failure.text)
    return answer.result.value
  }
  const mouse = (event: object) => tools.send('Input.dispatchMouseEvent', event, sessionId)

  return {
    evaluate,
    async wheel(x, y, distance) {
      await mouse({ type: 'mouseWheel', x, y, deltaX: 0, deltaY: distance })
    },
    async click(element) {
      const at = await evaluate<{ x: number; y: number }>(`(() => {
        const box = ${element}.getBoundingClientRect()
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      })()`)
      const left = { ...at, button: 'left', clickCount: 1 }
      await mouse({ ...left, type: 'mousePressed' })
      await mouse({ ...left, type: 'mouseReleased' })
    },
    async key(character, { ctrl = false } = {}) {
      const code = character === '\r' ? 13 : character.toUpperCase().charCodeAt(0)
      const about = {
        key: character === '\r' ? 'Enter' : character,
        windowsVirtualKeyCode: code,
        modifiers: ctrl ? 2 : 0,
      }
      const press = (event: object) => tools.send('Input.dispatchKeyEvent', { ...about, ...event }, sessionId)
      // A key with Ctrl writes nothing.
      await press(ctrl ? { type: 'rawKeyDown' } : { type: 'keyDown', text: character })
      await press({ type: 'keyUp' })
    },
  }
}

/** Asks the page again and again until the expression has a value other than null; fails after a minute. */
export async function untilInPage<T>(page: Page, expression: string, pause = 100): Promise<T> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(pause)) {
    const value = await page.evaluate<T | null>(expression)
    if (value !== null) return value
  }
  const shown = await page.evaluate<string>(`location.hash + ' ' + document.body.innerText.slice(0, 1000)`)
  throw new Error(`The page never came to: ${expression}\nIt shows: ${shown}`)
}
