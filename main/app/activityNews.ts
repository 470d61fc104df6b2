import type { Activity } from '../contract/activity'
import { AppError } from '../contract/errors'
import { sentence } from '../texts/sentence'
import { visible } from './label'
import type { DesktopNews } from './notifier'

/** How an activity ended, for a person who does not see the window. */
export function activityNews({ kind, subject, result, error }: Activity): DesktopNews {
  const name = visible(subject ?? result?.tags[0] ?? '')
  if (error) {
    const text = AppError.revive(error).sentence
    return { title: sentence(`${kind}/failed`, { name }), text, failed: true }
  }
  const path = result ? { path: `/${placeOf(kind)}/${result.id}` } : {}
  return { title: sentence(`${kind}/done`, { name }), text: null, failed: false, ...path }
}

function placeOf(kind: Activity['kind']): string {
  if (kind === 'export' || kind === 'edit' || kind === 'clone') return 'containers'
  // What a commit made is its topmost layer.
  return kind === 'commit' ? 'layers' : 'images'
}
