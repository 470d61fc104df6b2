import type { ReaderClient } from '../../main/layers/reader/readerClient'
import { type TaskOptions, tasks } from '../../main/layers/reader/tasks'

/** Does what the application does in threads of their own in the test's, for which nothing has to be bundled. */
export const readerHere: ReaderClient = {
  async run(task, question, { signal = new AbortController().signal, onReport = () => {} } = {}) {
    const work = tasks[task] as (question: unknown, options: TaskOptions<never>) => Promise<unknown>
    return (await work(question, { signal, report: onReport })) as never
  },
}
