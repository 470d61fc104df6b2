import { onScopeDispose } from 'vue'
import { activityError, useActivity } from '../../data/activity'
import { notify, notifyError, notifyProblem } from '../../data/notify'
import { wordsOfActivity } from './kinds'

/** Says how activities end that nobody waits for. What somebody waited for has been seen with that. */
export function useEnds(): void {
  const activity = useActivity()
  const stop = activity.onEnd((ended, isAttended) => {
    const words = wordsOfActivity[ended.kind]
    const error = activityError(ended)
    if (isAttended) {
      if (!error) void activity.clear([ended.id]).catch(notifyError)
    } else if (!error) void notify(words.done(ended))
    else if (!activity.failuresInSight(ended.kind)) void notifyProblem(error, words.problem(ended))
  })
  onScopeDispose(stop)
}
