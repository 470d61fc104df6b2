import { shallowRef } from 'vue'
import { AppError } from '../../main/contract/errors'
import { t } from '../ui/i18n'
import type { BulkProgress } from '../ui/list/kind'
import { useConnections } from './connections'
import { errorText } from './errorText'
import { notifyError, notifyProblem } from './notify'

/** How many objects are acted upon at a time: more would only queue inside the engine. */
const usually = 8
/** Failures that are named in the message; its details have all of them. */
const named = 3

export interface BulkFailure {
  readonly name: string
  readonly error: AppError
}

interface Bulk<T> {
  /** What an object is called in a failure; asked before anything is done. */
  name(row: T): string
  /** Throws what is against it. */
  run(row: T): Promise<unknown>
  /** Told after each how many are done. */
  progress?(done: number): void
  /** How many are acted upon at a time. */
  readonly atOnce?: number
}

const anotherChosen = () => new AppError('engine-unreachable/switched')

/** Does the same with many, several at a time; what fails is collected. Nothing goes to another engine than the one it was meant for. */
export async function runAll<T>(
  rows: readonly T[],
  { name, run, progress, atOnce = usually }: Bulk<T>,
): Promise<readonly BulkFailure[]> {
  const failures: BulkFailure[] = []
  const queue = rows.map((row) => ({ row, name: name(row) }))
  const connections = useConnections()
  const session = connections.active?.session
  let done = 0
  async function work() {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        if (connections.active?.session !== session) throw anotherChosen()
        await run(next.row)
      } catch (thrown) {
        failures.push({ name: next.name, error: AppError.from(thrown) })
      }
      progress?.(++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, rows.length) }, work))
  return failures
}

/**
 * One message for all that failed.
 * @param heading of more than one object: what failed, and for how many of them
 */
export async function reportFailures(
  failures: readonly BulkFailure[],
  of: number,
  heading: string,
): Promise<void> {
  const [first] = failures
  if (!first) return
  if (of === 1) return notifyError(first.error)
  const all = failures.map(({ name, error }) => `${name}: ${errorText(error)}`)
  const shown = all.slice(0, named)
  if (all.length > named) shown.push(t('action.andMore', { n: all.length - named }))
  await notifyProblem(new AppError('internal/several', { all }), heading, shown.join('\n'))
}

/** Actions on many objects of a list, one after the other, with their progress. */
export function useBulk() {
  const progress = shallowRef<BulkProgress | null>(null)
  return {
    progress,
    /**
     * @param label the verb
     * @param heading what is said when some fail: how many did, of how many
     */
    async run<T>(
      label: string,
      rows: readonly T[],
      bulk: Omit<Bulk<T>, 'progress'>,
      heading: (failed: number, of: number) => string,
    ): Promise<void> {
      if (progress.value || rows.length === 0) return
      const of = rows.length
      const tell = (done: number) => {
        progress.value = { label, done, of }
      }
      tell(0)
      const failures = await runAll(rows, { ...bulk, progress: tell })
      progress.value = null
      await reportFailures(failures, of, heading(failures.length, of))
    },
  }
}
