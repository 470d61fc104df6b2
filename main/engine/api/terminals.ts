import type { Duplex } from 'node:stream'
import { shortId } from '../../shared/digest'
import { sentence } from '../../texts/sentence'
import { enginePath } from './enginePath'
import type { Asking, HijackingRequests } from './request'
import { strangeAnswer } from './strangeAnswer'

/** What ExecCreate is sent, as far as it is used: a program with a terminal. */
export interface NewExec {
  readonly command: readonly string[]
  readonly environment: readonly string[]
  /** A name or an id, with a group after a colon where one is meant; the container's own where nothing is said. */
  readonly user?: string
  /** An absolute path; the container's own where nothing is said. */
  readonly directory?: string
}

/** The answer of ExecInspect, as far as it is used. */
export interface InspectedExec {
  readonly Running: boolean
  readonly ExitCode: number | null
  /** As the engine sees it; 0 before it runs. */
  readonly Pid?: number
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

/**
 * The keys that leave a terminal to itself, unless others are said, are Ctrl+P Ctrl+Q: the engine holds back each Ctrl+P to see
 * what follows. A terminal of Slipway's is left by its button, so these are keys that nobody types.
 */
const detachKeys = 'ctrl-^,ctrl-^,ctrl-^,ctrl-^'
/** Starting a program on an engine that is under load, in milliseconds. */
const starting = 60_000

/** Terminals: the Exec section of the Engine API, 1.41 to 1.51, and what the Containers section has of them. */
export function terminalsApi(engine: HijackingRequests) {
  const sized = ({ columns, rows }: Size) => ({ w: columns, h: rows })

  return {
    /** ExecCreate. @returns its id */
    async createExec(
      container: string,
      { command, environment, user, directory }: NewExec,
      asking: Asking = {},
    ): Promise<string> {
      const path = enginePath`/containers/${container}/exec`
      const about = { object: shortId(container), ...asking }
      const body = {
        Cmd: command,
        Env: environment,
        User: user,
        WorkingDir: directory,
        Tty: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        DetachKeys: detachKeys,
      }
      const answer = await engine.request<{ Id?: string } | undefined>({
        method: 'POST',
        path,
        body,
        ...about,
      })
      if (typeof answer?.Id !== 'string') throw strangeAnswer(sentence('answer/no-id'), about.object)
      return answer.Id
    },

    /** ExecStart, with a terminal: what is typed and what it shows, as bytes. */
    async startExec(id: string, size: Size, asking: Asking = {}): Promise<Duplex> {
      const path = enginePath`/exec/${id}/start`
      // Engines before 1.42 take no size here: those are told it once it runs.
      const body = { Detach: false, Tty: true, ConsoleSize: [size.rows, size.columns] }
      return engine.hijack({
        method: 'POST',
        path,
        body,
        object: shortId(id),
        timeout: starting,
        ...asking,
      })
    },

    /** ExecInspect. */
    async inspectExec(id: string, asking: Asking = {}): Promise<InspectedExec> {
      const path = enginePath`/exec/${id}/json`
      return engine.request({ method: 'GET', path, object: shortId(id), ...asking })
    },

    /** ExecResize. */
    async resizeExec(id: string, size: Size, asking: Asking = {}): Promise<void> {
      const path = enginePath`/exec/${id}/resize`
      await engine.request({ method: 'POST', path, query: sized(size), object: shortId(id), ...asking })
    },

    /** ContainerAttach, of what its first process reads and writes. */
    async attach(container: string, asking: Asking = {}): Promise<Duplex> {
      const path = enginePath`/containers/${container}/attach`
      const query = { stream: 1, stdin: 1, stdout: 1, stderr: 1, detachKeys }
      return engine.hijack({ method: 'POST', path, query, object: shortId(container), ...asking })
    },

    /** ContainerResize. */
    async resize(container: string, size: Size, asking: Asking = {}): Promise<void> {
      const path = enginePath`/containers/${container}/resize`
      await engine.request({
        method: 'POST',
        path,
        query: sized(size),
        object: shortId(container),
        ...asking,
      })
    },
  }
}

export type TerminalsApi = ReturnType<typeof terminalsApi>
