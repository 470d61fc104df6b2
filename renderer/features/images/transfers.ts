import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Activity } from '../../../main/contract/activity'
import { welcomeImage } from '../../../main/contract/constants'
import type { AppError } from '../../../main/contract/errors'
import type { ImageProgress } from '../../../main/contract/images'
import { parseReference } from '../../../main/shared/imageReference'
import { activityError, useActivity } from '../../data/activity'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { notifyError } from '../../data/notify'

const kinds = ['pull', 'push', 'load', 'save', 'import', 'build'] as const
export type TransferKind = (typeof kinds)[number]

/** Something on its way to or from the engine, as Images shows it: while it runs, and when it failed. */
export interface Transfer {
  /** The id of its activity. */
  readonly key: number
  readonly kind: TransferKind
  /** The reference, of a build the one that it gives, or the file's name; null while the person still chooses the file. */
  readonly object: string | null
  /** Null until the first word of the engine. */
  readonly progress: ImageProgress | null
  /** Why it failed; it stays in the list until the person has dismissed it. */
  readonly error: AppError | null
}
export type Finished = NonNullable<ImageProgress['done']>

const isTransfer = (kind: Activity['kind']): kind is TransferKind =>
  (kinds as readonly Activity['kind'][]).includes(kind)

/** Null for an activity of another kind. */
function toTransfer(activity: Activity): Transfer | null {
  const { id, kind, subject, progress } = activity
  if (!isTransfer(kind)) return null
  return { key: id, kind, object: subject, progress, error: activityError(activity) }
}

/** What is on its way, and what failed on it. */
export const useTransfers = defineStore('transfers', () => {
  const connections = useConnections()
  const activity = useActivity()
  const all = computed(() =>
    activity.items
      .filter(({ result, endedAt, error }) => !result && (endedAt === null || error))
      .map(toTransfer)
      .filter((transfer) => transfer !== null),
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
      hideFailures = on ? activity.showFailures(isTransfer) : () => {}
    },
    { flush: 'sync' },
  )

  /** The names under which images were pulled in this run, by the image's id. */
  const fresh = shallowRef<ReadonlyMap<string, string>>(new Map())

  activity.onEnd((ended) => {
    if (ended.kind !== 'pull') return
    const error = activityError(ended)
    const { result, subject } = ended
    if (result && subject) {
      fresh.value = new Map([...fresh.value, [result.id, parseReference(subject).full]])
    }
    if (!error) offline.value = null
    else if (error.key === 'registry-unreachable/host') offline.value = error
  })

  const ofEngine = () => ({ session: connections.active?.session })
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
    fresh,
    byKey: computed(() => new Map(all.value.map((transfer) => [transfer.key, transfer]))),

    /** Pulls an image, or joins the pull of it that is under way. Answers its key. */
    pull: (reference: string): Promise<number> =>
      activity.begin(api.images.pull({ reference, ...ofEngine() })),

    /** Pushes an image, or joins the push of that name that is under way. Answers its key. */
    push: (id: string, reference: string): Promise<number> =>
      activity.begin(api.images.push({ id, reference, ...ofEngine() })),

    /** Lets the person choose a tarball, then makes an image of it. Answers its key. */
    import: (wanted: { reference: string | null; message: string; changes: string[] }): Promise<number> =>
      activity.begin(api.images.import({ ...wanted, ...ofEngine() })),

    /** Lets the person choose a file, then writes images to it. */
    save: (ids: readonly string[]) => beginOrSay(api.images.save({ ids: [...ids], ...ofEngine() })),

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
