import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { TerminalSize } from '../../contract/terminals'
import type { InspectedExec, NewExec, TerminalsApi } from '../../engine/api/terminals'
import { engineError } from '../../engine/client/errors'
import type { OpenShells } from './openShells'
import type { TerminalSession } from './session'
import { sessionOf } from './sessionProcesses'

interface Shell extends NewExec {
  readonly container: string
  readonly size: TerminalSize
  /** By the name that the person knows. */
  readonly object: string
  /** Its processes are this machine's, and may be sent signals. */
  readonly isHere: boolean
  readonly shells: OpenShells
  readonly signal: AbortSignal
}

/** What a program reads of the terminal that it is in. */
export const terminalEnvironment = ['TERM=xterm-256color', 'COLORTERM=truecolor']
/** What ends a program that runs, and what a shell takes for the end of its input. */
const interrupt = '\x03'
const endOfInput = '\x04'
/** Milliseconds that a shell is given to end by what is typed, and between two looks at it. */
const patience = 2000
const pause = 50

/** Starts a program in a container, in a terminal of its own. */
export async function openShell(
  api: TerminalsApi,
  { container, size, object, isHere, shells, signal, ...exec }: Shell,
): Promise<TerminalSession> {
  const asking = { object }
  const id = await api.createExec(container, exec, { object, signal })
  const stream = await api.startExec(id, size, asking)
  const inspect = () => api.inspectExec(id, asking)
  const pid = await started(stream, inspect, object)
  const processes = isHere ? sessionOf(pid) : null
  const strikeOff = processes ? shells.note(processes) : () => {}
  await api.resizeExec(id, size, asking).catch(() => {})

  return {
    program: exec.command[0] ?? '',
    stream,
    lossy: false,
    resize: (changed) => api.resizeExec(id, changed, asking),
    async close() {
      try {
        // Whether or not the engine still answers.
        return processes ? await processes.end() : await typeTheEnd(stream, inspect)
      } finally {
        strikeOff()
        stream.destroy()
      }
    },
    async exitCode() {
      // The engine hears of the end a moment after its stream has.
      for (let waited = 0; waited < patience; waited += pause) {
        const { Running, ExitCode } = await inspect()
        if (!Running) return ExitCode
        await delay(pause)
      }
      return null
    },
  }
}

/**
 * Waits until a program runs: the engine gives its stream before it tries to start it.
 * @returns the program's process, as the engine sees it
 * @throws AppError with the engine's words, which it then writes into the stream, where it could not be started
 */
async function started(
  stream: Duplex,
  inspect: () => Promise<InspectedExec>,
  object: string,
): Promise<number> {
  for (;;) {
    const { Running, ExitCode, Pid = 0 } = await inspect()
    if (Pid > 0) return Pid
    if (!Running && ExitCode !== null) throw engineError(await text(stream), object)
    await delay(pause)
  }
}

/** The API has no way to end what an exec started: what it would read from a person is all that is left. */
async function typeTheEnd(stream: Duplex, inspect: () => Promise<InspectedExec>): Promise<boolean> {
  const isOver = async () => !(await inspect().catch(() => ({ Running: false }))).Running
  if (await isOver()) return false
  if (stream.writable) stream.write(interrupt)
  for (let waited = 0; waited < patience; waited += pause) {
    await delay(pause)
    if (await isOver()) return false
    // What it still shows would hold it up, if nobody read it.
    stream.resume()
    if (stream.writable) stream.write(endOfInput)
  }
  return true
}
