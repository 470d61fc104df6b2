import type { Page } from '@playwright/test'
import { AppError, type Reply } from '../../main/contract/errors'
import type { Answers } from './data/answer'

type Section = Readonly<Record<string, ((input: unknown) => unknown) | undefined>>

/** Puts fixed answers where the preload and main are otherwise, for all pages that are loaded from now on. */
export async function serveFixed(page: Page, answers: () => Answers): Promise<void> {
  await page.exposeFunction('fixedAnswer', (name: string, input: unknown) => reply(answers(), name, input))
  await page.addInitScript(installBridge)
}

function reply(answers: Answers, name: string, input: unknown): Reply<unknown> | null {
  const [section = '', method = ''] = name.split('.')
  const answer = (answers[section as keyof Answers] as Section | undefined)?.[method]
  try {
    return answer ? { ok: true, value: answer(input) } : null
  } catch (thrown) {
    return { ok: false, error: AppError.from(thrown).toData() }
  }
}

/** Runs in the page before its own scripts; speaks with them as main/preload.ts does. */
function installBridge(): void {
  type Answer = { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown }
  const { fixedAnswer } = globalThis as unknown as {
    fixedAnswer(name: string, input: unknown): Promise<Answer | null>
  }
  const call = async (name: string, input: unknown) =>
    (await fixedAnswer(name, input)) ?? new Promise<never>(() => {})
  Object.assign(globalThis, { slipway: { call } })

  window.addEventListener('message', (event) => {
    const [port] = event.ports
    if (event.data?.type !== 'slipway:open' || !port) return
    const answer = fixedAnswer(event.data.name, event.data.input)
    let next = 0
    port.onmessage = async () => {
      const { ok, value, error } = (await answer) ?? { ok: true, value: [] }
      const items = value as readonly unknown[]
      if (!ok) port.postMessage({ error })
      else if (next < items.length) port.postMessage({ item: items[next++] })
    }
  })
}
