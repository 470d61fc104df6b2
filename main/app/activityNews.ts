import type { Activity } from '../contract/activity'
import { AppError } from '../contract/errors'
import { said, say } from '../texts/sentence'
import { visible } from './label'
import type { News } from './notifier'

/** How an activity ended, for a person who does not see the window. */
export function activityNews({ kind, subject, result, error }: Activity): News {
  const name = visible(subject ?? result?.tags[0] ?? '')
  if (error)
    return {
      title: said(`${kind}/failed`, { name }),
      text: visible(say(AppError.revive(error).sentence), 300),
      failed: true,
    }
  const path = result ? { path: `/images/${result.id}` } : {}
  return { title: said(`${kind}/done`, { name }), text: '', failed: false, ...path }
}
