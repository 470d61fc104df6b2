import { parentPort, workerData } from 'node:worker_threads'
import { buffersIn, failureData } from '../worker/wire'
import { type Assignment, type FromReader, heartbeat, stopWord } from './messages'
import { type TaskOptions, tasks } from './tasks'

/**
 * A thread for one task, with a limit to its memory: what it reads may be made to harm, and what it writes would keep main
 * waiting. It ends with the task.
 */
async function run(port: NonNullable<typeof parentPort>): Promise<void> {
  const { task, question } = workerData as Assignment
  const stop = new AbortController()
  const post = (message: FromReader, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  port.on('message', (word) => word === stopWord && stop.abort())
  const beat = setInterval(() => post({ alive: true }), heartbeat)
  try {
    const work = tasks[task] as (question: unknown, options: TaskOptions<unknown>) => Promise<unknown>
    const result = await work(question, { signal: stop.signal, report: (report) => post({ report }) })
    post(
      { done: result },
      task === 'readArchive' ? buffersIn((result as { indexes: Uint8Array[] }).indexes) : [],
    )
  } catch (thrown) {
    post({ failed: failureData(thrown) })
  } finally {
    clearInterval(beat)
    port.close()
  }
}

if (parentPort) void run(parentPort)
