import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Deferred, deferred } from '../../base/deferred'
import { AppError } from '../../contract/errors'
import type { FoundLines, LogFilter } from '../../contract/logs'
import type { Answers, FromLogs, LogState, Question, Questions, SourcePlace, ToLogs } from './protocol'

/** What the thread is started with. */
export interface LogsData {
  readonly role: 'read' | 'search'
  readonly script: string
  readonly scratch: string
}

/** Logs that a thread reads, searches and merges. It runs while any is open. */
export interface LogsClient {
  open(places: readonly SourcePlace[], listeners: LogListeners): ReadLog
  close(): Promise<void>
}

export interface LogListeners {
  onState(state: LogState): void
  onFound(found: FoundLines): void
  /** The thread died. */
  onDeath(error: AppError): void
}

export interface ReadLog {
  /** @throws AppError `not-found` once it is closed; `internal` when the thread died */
  ask<Q extends Question>(question: Q, about: Questions[Q]): Promise<Answers[Q]>
  /** Hands over what the engine says of a source; resolves once it is taken. Null at the end. */
  feed(source: number, bytes: Uint8Array | null): Promise<void>
  search(filter: LogFilter | null): void
  close(): void
}

/** @param root the application's root: the repository, or a packaged application's app.asar */
export function logsWorkerScript(root: string): string {
  return join(root, 'out/main/logsWorker.js')
}

/** @param scratch a folder for what is unpacked, and for what engines say */
export function createLogsClient({ script, scratch }: { script: string; scratch: string }): LogsClient {
  const open = new Map<number, LogListeners>()
  const answers = new Map<number, Deferred<unknown>>()
  const taken = new Map<string, (() => void)[]>()
  let worker: Worker | null = null
  let next = 0

  function running(): Worker {
    if (worker) return worker
    const workerData: LogsData = { role: 'read', script, scratch }
    const started = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: 512 } })
    started.on('message', hear)
    const end = (cause?: unknown) => {
      if (worker !== started) return
      worker = null
      const error = new AppError('internal/logsThread', {}, { cause })
      for (const answer of answers.values()) answer.reject(error)
      for (const listeners of open.values()) listeners.onDeath(error)
      for (const waiting of taken.values()) for (const resolve of waiting) resolve()
      answers.clear()
      open.clear()
      taken.clear()
    }
    started.on('error', end)
    started.on('exit', () => end())
    worker = started
    return started
  }

  function hear(message: FromLogs) {
    if ('state' in message) open.get(message.log)?.onState(message.state)
    else if ('found' in message) open.get(message.log)?.onFound(message.found)
    else if ('fed' in message) taken.get(`${message.log}/${message.fed}`)?.shift()?.()
    else if ('answered' in message) take(message.answered)?.resolve(message.value)
    else take(message.failed)?.reject(AppError.revive(message.error))
  }
  function take(id: number) {
    const answer = answers.get(id)
    answers.delete(id)
    return answer
  }

  return {
    open(places, listeners) {
      const log = next++
      const by = running()
      const post = (message: ToLogs) => by.postMessage(message)
      open.set(log, listeners)
      by.ref()
      post({ open: log, places })
      return {
        async ask(question, about) {
          if (!open.has(log)) throw new AppError('not-found/logClosed')
          const id = next++
          const answer = deferred<unknown>()
          answers.set(id, answer)
          post({ ask: id, log, question, about })
          return (await answer.promise) as never
        },
        async feed(source, bytes) {
          if (!open.has(log)) return
          const key = `${log}/${source}`
          await new Promise<void>((resolve) => {
            taken.set(key, [...(taken.get(key) ?? []), resolve])
            post({ feed: log, source, bytes })
          })
        },
        search: (filter) => post({ search: log, filter }),
        close() {
          if (!open.delete(log)) return
          post({ close: log })
          for (const key of taken.keys()) {
            if (!key.startsWith(`${log}/`)) continue
            for (const resolve of taken.get(key)!) resolve()
            taken.delete(key)
          }
          // It keeps the program alive only while something is open.
          if (open.size === 0) by.unref()
        },
      }
    },
    async close() {
      const last = worker
      worker = null
      await last?.terminate()
    },
  }
}
