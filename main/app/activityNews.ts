import type { Activity } from '../contract/activity'
import { AppError } from '../contract/errors'
import { say } from '../texts/sentence'
import { visible } from './label'
import type { News } from './notifier'
import { texts } from './texts'

/** How an activity ended, for a person who does not see the window. */
export function activityNews({ kind, subject, result, error }: Activity): News {
  const words = texts.activity[kind]
  const name = visible(subject ?? result?.tags[0] ?? '')
  if (error)
    return {
      title: words.failed(name),
      text: visible(say(AppError.revive(error).sentence), 300),
      failed: true,
    }
  // What a commit made is its topmost layer.
  const path = result ? { path: `/${kind === 'commit' ? 'layers' : 'images'}/${result.id}` } : {}
  return { title: words.done(name), text: '', failed: false, ...path }
}
