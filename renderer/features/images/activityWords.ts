import type { Activity } from '../../../main/contract/activity'
import { shortId } from '../../../main/shared/digest'
import { visibleText } from '../../../main/shared/visibleText'
import { type ActivityWords, activityError } from '../../data/activity'
import { buildsRoute } from '../../data/buildsRoute'
import { t } from '../../ui/i18n'
import { isWelcome } from './transferPlace'
import { transferProgress } from './transferProgress'
import { transferProblem } from './transferText'

/** How pulls, loads and builds are spoken of. */
export const activityWords: ActivityWords = {
  title: ({ kind, subject }) => t(`images.${kind}ing`, { name: visibleText(subject ?? '') }),
  progress: ({ kind, progress }) => transferProgress(kind, progress),
  done: (activity) => t(`images.${activity.kind}Done`, { name: visibleText(resultName(activity)) }),
  problem: (activity) =>
    transferProblem({ kind: activity.kind, object: activity.subject, error: activityError(activity) }),
  place({ id, kind, subject, result }) {
    // What each of its steps became is shown there, or which one failed.
    if (kind === 'build' && !isWelcome({ kind, object: subject })) return buildsRoute(id)
    return result && { name: 'images', params: { id: result.id } }
  },
}

function resultName({ kind, subject, result }: Activity): string {
  const loaded = kind === 'load' ? result?.tags.join(', ') : subject
  return loaded || (result ? shortId(result.id) : '')
}
