import { AppError, type ErrorKey } from '../../main/contract/errors'
import type { ImageProgress } from '../../main/contract/images'
import { settled } from './settled'

/** Work of an activity whose words the test says; it ends as soon as it is aborted. */
export function scriptedWork() {
  let next: (said: () => IteratorResult<ImageProgress>) => void = () => {}
  const state = { begun: 0, aborted: false }
  async function* run(signal: AbortSignal): AsyncGenerator<ImageProgress, void> {
    state.begun++
    signal.addEventListener('abort', () => {
      state.aborted = true
      next(() => {
        throw new AppError('cancelled')
      })
    })
    for (;;) {
      const said = await new Promise<() => IteratorResult<ImageProgress>>((resolve) => {
        next = resolve
      })
      const { value, done } = said()
      if (done) return
      yield value
    }
  }
  return {
    state,
    run,
    async say(progress: Partial<ImageProgress>) {
      next(() => ({ done: false, value: { status: '', layers: [], done: null, ...progress } }))
      await settled()
    },
    async end() {
      next(() => ({ done: true, value: undefined }))
      await settled()
    },
    async fail(key: ErrorKey) {
      next(() => {
        throw AppError.of(key, { object: 'site', host: 'registry.example' })
      })
      await settled()
    },
  }
}
