import { computed, ref } from 'vue'
import { useRouter } from 'vue-router'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { type BulkFailure, runAll } from './bulk'
import { type DialogRequest, useDialogs } from './dialogs'
import { errorDetails, errorText } from './errorText'
import { notifyError } from './notify'

interface Removal<T> {
  readonly asked: DialogRequest
  /** Of the view whose details may show what is removed. */
  readonly route: string
  /** By which the route knows it. */
  id(row: T): string
  /** What it is called in a failure. */
  name(row: T): string
  run(row: T): Promise<unknown>
  /** The text for one failure of several; it has a `name` and a `text`. */
  readonly failedText: string
  /** How many are removed at a time. */
  readonly atOnce?: number
}

/** The removal of several objects, as the dialog that asked for it shows it. */
export function useRemoval<T>({ asked, route, id, name, run, failedText, atOnce }: Removal<T>) {
  const dialogs = useDialogs()
  const router = useRouter()
  const busy = ref(false)
  /** How many are gone already, of how many. */
  const done = ref(0)
  const goal = ref(0)
  const failures = ref<readonly BulkFailure[]>([])

  async function remove(rows: readonly T[]) {
    busy.value = true
    failures.value = []
    done.value = 0
    goal.value = rows.length
    const gone: string[] = []
    const all = await runAll(rows.slice(), {
      name,
      async run(row) {
        await run(row)
        gone.push(id(row))
      },
      progress(count) {
        done.value = count
      },
      atOnce,
    })
    // What is gone is what the person wanted.
    const failed = all.filter(({ error }) => error.code !== 'not-found')
    busy.value = false
    failures.value = failed
    const asking = dialogs.asked === asked
    if (failed.length === 0 && asking) dialogs.close()
    if (failed[0] && !asking) void notifyError(failed[0].error)
    // The details of what the person has just removed have nothing more to say.
    const { name: shown, params } = router.currentRoute.value
    if (shown === route && gone.includes(String(params.id))) await router.replace({ name: route })
  }

  const problem = computed(() =>
    failures.value
      .map(({ name, error }) =>
        failures.value.length === 1
          ? errorText(error)
          : t(failedText, { name: visibleText(name), text: errorText(error) }),
      )
      .join('\n'),
  )
  const details = computed(() => failures.value.map(({ error }) => errorDetails(error)).join('\n\n'))
  return { busy, done, goal, failures, problem, details, remove }
}
