import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError } from '../../../main/contract/errors'
import { type ImageProgress, welcomeImage } from '../../../main/contract/images'
import { shortId } from '../../../main/shared/digest'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { notify, notifyError } from '../../data/notify'
import { t } from '../../ui/i18n'
import { transferProblem } from './transferText'

/** A pull, a load or a build: it belongs to the window, not to the dialog or view that began it. */
export interface Transfer {
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

/** Pulls, loads and builds under way, and those that failed. */
export const useTransfers = defineStore('transfers', () => {
  const connections = useConnections()
  const all = shallowRef<readonly Transfer[]>([])
  /** The reason of the last pull that no registry answered; null once one did. */
  const offline = shallowRef<AppError | null>(null)
  const streams = new Map<number, AsyncIterableIterator<ImageProgress>>()
  const outcomes = new Map<number, Promise<Finished | null>>()
  /** Transfers whose end somebody waits for: they need no message of their own. */
  const attended = new Set<number>()
  /** Whether the list can be seen: then a failure in it is seen too. */
  const listed = shallowRef(false)
  let last = 0

  function put(key: number, change: Partial<Transfer>) {
    all.value = all.value.map((transfer) => (transfer.key === key ? { ...transfer, ...change } : transfer))
  }
  function drop(key: number) {
    all.value = all.value.filter((transfer) => transfer.key !== key)
  }

  function tell(key: number, kind: Transfer['kind'], { id, tags }: Finished) {
    const asked = all.value.find((transfer) => transfer.key === key)?.object
    const name = (kind === 'load' ? tags.join(', ') : asked) || shortId(id)
    void notify(t(`images.${kind}Done`, { name: visibleText(name) }))
  }

  /** Not useStream: a hidden window must not cancel what the person waits for. */
  async function read(key: number, kind: Transfer['kind']): Promise<Finished | null> {
    try {
      for await (const progress of { [Symbol.asyncIterator]: () => streams.get(key)! }) {
        put(key, kind === 'load' ? { progress, object: progress.layers[0]?.id ?? null } : { progress })
        if (!progress.done) continue
        if (kind === 'pull') offline.value = null
        if (!attended.has(key)) tell(key, kind, progress.done)
        drop(key)
        return progress.done
      }
      // The stream was left: cancelled.
      drop(key)
      return null
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'cancelled') drop(key)
      else put(key, { error })
      const failed = all.value.find((transfer) => transfer.key === key)
      if (failed && !attended.has(key) && !listed.value) void notifyError(error, transferProblem(failed))
      if (error.code === 'registry-unreachable') offline.value = error
      throw error
    } finally {
      streams.delete(key)
      outcomes.delete(key)
    }
  }

  function begin(
    kind: Transfer['kind'],
    object: string | null,
    stream: AsyncIterableIterator<ImageProgress>,
  ): Transfer {
    const transfer: Transfer = { key: ++last, kind, object, progress: null, error: null }
    all.value = [...all.value, transfer]
    streams.set(transfer.key, stream)
    const outcome = read(transfer.key, kind)
    outcome.catch(() => {}) // kept in the list; whoever waits for the outcome hears it too
    outcomes.set(transfer.key, outcome)
    return transfer
  }

  const running = (kind: Transfer['kind'], object: string | null) =>
    all.value.find(
      (transfer) => transfer.kind === kind && transfer.object === object && transfer.error === null,
    )

  return {
    all,
    offline,
    byKey: computed(() => new Map(all.value.map((transfer) => [transfer.key, transfer]))),

    /** Pulls an image; one that is being pulled already is joined. A failure that still stands of the same image goes. */
    pull(reference: string): Transfer {
      const joined = running('pull', reference)
      if (joined) return joined
      all.value = all.value.filter((transfer) => transfer.object !== reference)
      return begin('pull', reference, api.images.pull({ reference, choice: connections.active?.choice }))
    },

    /** Lets the person choose an archive, then loads it. Null when they are being asked already. */
    load(): Transfer | null {
      if (running('load', null)) return null
      return begin('load', null, api.images.load({ choice: connections.active?.choice }))
    },

    /** Builds the welcome image; a build of it that is under way is joined, one that failed goes off the list. */
    buildWelcome(): Transfer {
      const joined = running('build', welcomeImage)
      if (joined) return joined
      all.value = all.value.filter(({ kind }) => kind !== 'build')
      return begin('build', welcomeImage, api.images.buildWelcome({ choice: connections.active?.choice }))
    },
    building: computed(() => running('build', welcomeImage) !== undefined),

    listed,

    /** Says that the caller waits for the end of a transfer and tells it; answers how to leave. */
    attend(key: number): () => void {
      attended.add(key)
      return () => attended.delete(key)
    },

    /** The image that came of it; null when it was cancelled. Throws why it failed. */
    async outcome(key: number): Promise<Finished | null> {
      return (await outcomes.get(key)) ?? null
    },

    /** Ends a transfer, or takes a failed one off the list. */
    cancel(key: number) {
      void streams.get(key)?.return?.()
      drop(key)
    },
  }
})
