import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { AppError } from '../../main/contract/errors'
import type { Remade, RemakeNews } from '../../main/contract/recreate'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { api } from './api'
import { sentenceText } from './errorText'
import { notify, notifyProblem } from './notify'

type Outcome = Exclude<RemakeNews, { step: unknown }>
type Step = Extract<RemakeNews, { step: unknown }>['step']

/** Containers that were made anew, or are being made: that goes on when nobody looks any more. */
export const useRecreate = defineStore('recreate', () => {
  /** What was changed last, and can be taken back: Ctrl+Z does. */
  let latest: string | null = null

  /** The ids that containers have now, by those of before. */
  const became = shallowRef<ReadonlyMap<string, string>>(new Map())

  /**
   * Reads to the end.
   * @param id whom the news are about, where it may get another id by it
   * @returns what came of it: `back` where it is as it was
   */
  async function follow(
    id: string | null,
    news: AsyncIterable<RemakeNews>,
    tell: (step: Step) => void,
  ): Promise<Outcome> {
    let current = id
    for await (const one of news) {
      const now = 'done' in one ? one.done.id : 'back' in one ? one.back.id : one.id
      if (current !== null && now !== current) became.value = new Map(became.value).set(current, now)
      if (current !== null) current = now
      if (!('step' in one)) return one
      tell(one.step)
    }
    throw new AppError('cancelled')
  }

  /** Makes one what it was before, and says how that went. */
  async function undo(id: string, tell: (step: Step) => void = () => {}): Promise<void> {
    if (latest === id) latest = null
    // A change that failed since has given it another id.
    let now = id
    for (let next = became.value.get(now); next !== undefined; next = became.value.get(now)) now = next
    const result = await follow(now, api.recreate.undo({ id: now }), tell)
    if ('back' in result) throw AppError.revive(result.back.error)
    await notify(t('recreate.undone', { name: visibleText(result.done.name) }))
  }

  return {
    became,
    follow,
    undo,
    /** Says what was done, and offers to take it back where that can be. */
    async report({ id, problems, canUndo }: Remade, sentence: string): Promise<void> {
      latest = canUndo ? id : null
      if (problems.length > 0) {
        const said = problems.map(sentenceText)
        return notifyProblem(new AppError('internal/several', { all: said }), sentence, said.join('\n'))
      }
      await notify(sentence, canUndo ? { label: t('recreate.undo'), run: () => undo(id) } : undefined)
    },
    /** Something else was done since, which Ctrl+Z takes back in its place. */
    forget() {
      latest = null
    },
    /** @returns whether there was anything to take back */
    async undoLatest(): Promise<boolean> {
      if (latest === null) return false
      await undo(latest)
      return true
    },
  }
})
