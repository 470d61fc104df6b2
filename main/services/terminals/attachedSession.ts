import type { TerminalSize } from '../../contract/terminals'
import type { TerminalsApi } from '../../engine/api/terminals'
import type { TerminalSession } from './session'
import { withoutTerminal } from './withoutTerminal'

interface Attached {
  readonly container: string
  readonly program: string
  readonly lacks: TerminalSession['lacks']
  readonly size: TerminalSize
  readonly object: string
  readonly signal: AbortSignal
  exitCode(): Promise<number | null>
}

/** The terminal that a container's first process has, or what it reads and writes in place of one. Closing it leaves the container as it is. */
export async function attach(
  api: TerminalsApi,
  { container, program, lacks, size, object, signal, exitCode }: Attached,
): Promise<TerminalSession> {
  const asking = { object }
  const attached = await api.attach(container, { object, signal })
  // A program that fills the screen draws it anew for a size that is another one.
  const resize = async (to: TerminalSize) => {
    if (!lacks) await api.resize(container, to, asking)
  }
  await resize({ ...size, rows: Math.max(1, size.rows - 1) }).catch(() => {})
  await resize(size).catch(() => {})
  const stream = lacks ? withoutTerminal(attached, object) : attached

  return {
    program,
    lacks,
    stream,
    lossy: true,
    resize,
    async close() {
      stream.destroy()
      return false
    },
    exitCode,
  }
}
