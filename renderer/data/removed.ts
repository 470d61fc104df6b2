import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError } from '../../main/contract/errors'
import type { BroughtBack, RemovedContainer } from '../../main/contract/removed'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { formatNumber } from '../ui/text/quantities'
import { api } from './api'
import { errorText, sentenceText } from './errorText'
import { notify, notifyProblem } from './notify'
import { useStream } from './useStream'

/** Containers that were removed and can come back. */
export const useRemoved = defineStore('removed', () => {
  const items = shallowRef<readonly RemovedContainer[]>([])
  useStream({
    open: () => api.removed.watch(),
    item(value: readonly RemovedContainer[]) {
      items.value = value
    },
    retry: true,
  })
  /** What all of them take up, as far as it is known; bytes. */
  const bytes = computed(() => items.value.reduce((sum, one) => sum + (one.bytes ?? 0), 0))
  const byId = computed(() => new Map(items.value.map((one) => [one.id, one])))
  const busy = shallowRef<ReadonlySet<string>>(new Set())
  /** What was removed last, with one answer: Ctrl+Z brings it back. */
  const latest = shallowRef<readonly string[]>([])

  async function during<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    busy.value = new Set([...busy.value, ...ids])
    try {
      return await work()
    } finally {
      busy.value = new Set([...busy.value].filter((id) => !ids.includes(id)))
    }
  }

  /** Brings them back, and says how that went. Throws what is against all of it. */
  async function undo(ids: readonly string[]): Promise<void> {
    latest.value = latest.value.filter((id) => !ids.includes(id))
    const results = await during(ids, () => api.removed.undo({ ids: [...ids] }))
    await report(results)
  }

  return {
    items,
    bytes,
    byId,
    busy,
    latest,
    undo,
    /** As they came with one answer; where there are none, nothing. */
    undoLatest: async () => {
      if (latest.value.length > 0) await undo(latest.value)
    },
    discard: (ids: readonly string[]) => during(ids, () => api.removed.discard({ ids: [...ids] })),
    /** The person has them in sight. */
    shown: (ids: readonly string[]) => api.removed.shown({ ids: [...ids] }),
  }
})

async function report(results: readonly BroughtBack[]): Promise<void> {
  const back = results.filter(({ successor }) => successor !== null)
  const said = results.flatMap(({ problems, error }) => [
    ...problems.map(sentenceText),
    ...(error ? [errorText(AppError.revive(error))] : []),
  ])
  const [first] = back
  const done =
    back.length === 1 && first
      ? t('removed.back', { name: visibleText(first.name) })
      : t('removed.backMany', { n: formatNumber(back.length), of: formatNumber(results.length) })
  if (said.length === 0) return notify(done)
  await notifyProblem(new AppError('internal/several', { all: said }), done, said.join('\n'))
}
