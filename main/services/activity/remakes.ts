import { AppError } from '../../contract/errors'
import { say } from '../../texts/sentence'
import type { LeftAlone } from '../recreate/leftAlone'
import type { Activities } from './activities'

/**
 * Edits and clones that the window began and does not follow any more, for its page was loaded anew: they go on as activities, so
 * that the person learns how they end.
 * @param session of the engine that is active
 */
export function createRemakeActivities(activities: Activities, session: () => number) {
  return ({ kind, name, news }: LeftAlone): void => {
    let subject = name
    activities.begin({
      kind,
      subject,
      session: session(),
      // Half of it there cannot be.
      cancellable: false,
      joins: false,
      async *work(signal) {
        for await (const one of news(signal)) {
          if ('step' in one) yield { status: one.step, layers: [], done: null }
          else if ('back' in one) throw AppError.revive(one.back.error)
          else {
            const { id, problems } = one.done
            if (problems.length > 0) throw new AppError('internal/several', { all: problems.map(say) })
            subject = one.done.name
            yield { status: '', layers: [], done: { id, tags: [] } }
          }
        }
      },
      subjectOf: () => subject,
    })
  }
}
