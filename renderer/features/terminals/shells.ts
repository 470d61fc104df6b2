import { type ShallowRef, shallowRef } from 'vue'
import type { Api } from '../../../main/contract/contract'
import { AppError } from '../../../main/contract/errors'
import type { TerminalNews, TerminalRequest, TerminalSize } from '../../../main/contract/terminals'
import { createInputQueue, type InputQueue } from './inputQueue'

type Ended = Extract<TerminalNews, { kind: 'ended' }>

export type Phase =
  | { readonly is: 'opening' }
  | { readonly is: 'open'; readonly program: string }
  | ({ readonly is: 'ended' } & Ended)
  | { readonly is: 'failed'; readonly error: AppError }

interface Shown {
  write(data: Uint8Array): Promise<void>
  /** What is typed is not shown here, or not even read. */
  lacks(what: 'terminal' | 'input'): Promise<void>
  /** So many bytes were left out here. */
  passed(bytes: number): Promise<void>
}

/** Milliseconds that main gets to end what was started, before it is left without a word. */
const patience = 6000

/** What is behind a screen: one shell after another. */
export interface Shells {
  readonly phase: Readonly<ShallowRef<Phase>>
  /** Opens one, in place of the one before. */
  open(request: TerminalRequest): void
  type(text: string): void
  resize(size: TerminalSize): void
  /** Ends it. @returns whether something of it runs on, which this engine cannot end */
  close(): Promise<boolean>
}

export function createShells(terminals: Pick<Api['terminals'], 'open'>, shown: Shown): Shells {
  const phase = shallowRef<Phase>({ is: 'opening' })
  let close = async () => false
  let input: InputQueue | null = null

  function open(request: TerminalRequest) {
    const channel = terminals.open(request)
    const queue = createInputQueue((message) => channel.send(message))
    let [left, leave] = [false, () => {}]
    const leaving = new Promise<void>((resolve) => {
      leave = resolve
    })
    /** A screen that has gone takes nothing in any more. */
    const show = (work: () => Promise<void>) => (left ? undefined : Promise.race([work(), leaving]))
    input = queue
    phase.value = { is: 'opening' }
    const tell = (next: Phase) => {
      if (!left) phase.value = next
    }
    const over = read()

    async function read(): Promise<boolean> {
      try {
        for await (const item of channel) {
          if (item instanceof Uint8Array) await show(() => shown.write(item))
          else if (item.kind === 'opened') {
            const { program, lacks } = item
            tell({ is: 'open', program })
            if (lacks) await show(() => shown.lacks(lacks))
          } else if (item.kind === 'passed') await show(() => shown.passed(item.bytes))
          else {
            tell({ is: 'ended', ...item })
            return item.stays
          }
        }
      } catch (thrown) {
        tell({ is: 'failed', error: AppError.from(thrown) })
      } finally {
        queue.stop()
      }
      return false
    }
    close = async () => {
      left = true
      leave()
      queue.stop()
      channel.end()
      // What was pasted may be stuck on the way, and the end behind it.
      const timer = setTimeout(() => void channel.return?.(), patience)
      return over.finally(() => clearTimeout(timer))
    }
  }

  return {
    phase,
    open,
    type: (text) => input?.type(text),
    resize: (size) => input?.resize(size),
    close: () => close(),
  }
}
