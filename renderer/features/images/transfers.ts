import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Activity } from '../../../main/contract/activity'
import type { AppError } from '../../../main/contract/errors'
import { type ImageProgress, welcomeImage } from '../../../main/contract/images'
import { activityError, useActivity } from '../../data/activity'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { notifyError } from '../../data/notify'

/** A pull, a load or a build, as Images shows it: while it runs, and when it failed. */
export interface Transfer {
  /** The id of its activity. */
  readonly key: number
  readonly kind: 'pull' | 'load' | 'build'
  /** The reference, of a build the one that it gives, or the archive's name; null while the person still chooses the archive. */
  readonly object: string | null
  /** Null until the first word of the engine. */
  readonly progress: ImageProgress | null
  /** Why it failed; it stays in the list until the person has dismissed it. */
  readonly error: AppError | null
}
export type Finished = NonNullable<ImageProgress['done']>

function toTransfer(activity: Activity): readonly Transfer[] {
  const { id, kind, subject, progress } = activity
  // It has a dialog of its own.
  if (kind === 'commit') return []
  return [{ key: id, kind, object: subject, progress, error: activityError(activity) }]
}

/** Pulls, loads and builds under way, and those that failed. */
export const useTransfers = defineStore('transfers', () => {
  const connections = useConnections()
  const activity = useActivity()
  const all = computed(() =>
    activity.items
      .filter(({ result, endedAt, error }) => !result && (endedAt === null || error))
      .flatMap(toTransfer),
  )
  /** The reason of the last pull that no registry answered; null once one did. */
  const offline = shallowRef<AppError | null>(null)
  /** Builds that were asked for and are in no list yet. */
  const asked = shallowRef(0)

  /** Whether the list can be seen: then a failure in it is seen too. */
  const listed = shallowRef(false)
  let hideFailures = () => {}
  watch(
    listed,
    (on) => {
      hideFailures()
      hideFailures = on ? activity.showFailures((kind) => kind !== 'commit') : () => {}
    },
    { flush: 'sync' },
  )

  activity.onEnd((ended) => {
    if (ended.kind !== 'pull') return
    const error = activityError(ended)
    if (!error) offline.value = null
    else if (error.code === 'registry-unreachable') offline.value = error
  })

  const ofEngine = () => ({ choice: connections.active?.choice })
  async function beginOrSay(call: Promise<number>): Promise<void> {
    try {
      await activity.begin(call)
    } catch (thrown) {
      await notifyError(thrown)
    }
  }

  return {
    all,
    offline,
    byKey: computed(() => new Map(all.value.map((transfer) => [transfer.key, transfer]))),

    /** Pulls an image, or joins the pull of it that is under way. Answers its key. */
    pull: (reference: string): Promise<number> =>
      activity.begin(api.images.pull({ reference, ...ofEngine() })),

    /** Lets the person choose an archive, then loads it. */
    load: () => beginOrSay(api.images.load(ofEngine())),

    /** Builds the welcome image. */
    async buildWelcome() {
      asked.value++
      await beginOrSay(api.images.buildWelcome(ofEngine()))
      asked.value--
    },
    building: computed(
      () =>
        asked.value > 0 ||
        all.value.some(({ kind, object, error }) => kind === 'build' && object === welcomeImage && !error),
    ),

    listed,

    /** Says that the caller waits for the end of a transfer and tells it; answers how to leave. */
    attend: activity.attend,

    /** The image that came of it; null when it was cancelled. Throws why it failed. */
    async outcome(key: number): Promise<Finished | null> {
      const ended = await activity.outcome(key)
      const error = ended && activityError(ended)
      if (error) throw error
      return ended?.result ?? null
    },

    /** Ends a transfer, or takes one that ended off the list. */
    cancel(key: number) {
      const ended = activity.byId.get(key)?.endedAt
      void (ended ? activity.clear([key]) : activity.cancel(key)).catch(notifyError)
    },
  }
})
