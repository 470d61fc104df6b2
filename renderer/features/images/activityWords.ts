import type { Activity } from '../../../main/contract/activity'
import { shortId } from '../../../main/shared/digest'
import { visibleText } from '../../../main/shared/visibleText'
import { type ActivityWords, activityError } from '../../data/activity'
import { buildsRoute } from '../../data/buildsRoute'
import { errorText } from '../../data/errorText'
import { t } from '../../ui/i18n'
import { isWelcome } from './transferPlace'
import { transferProgress } from './transferProgress'

/** How what is on its way to or from an engine is spoken of. */
export const activityWords: ActivityWords = {
  title: ({ kind, subject }) => t(`images.doing.${kind}`, { name: visibleText(subject ?? '') }),
  progress: ({ kind, progress }) => transferProgress(kind, progress),
  done: (activity) => t(`images.finished.${activity.kind}`, { name: visibleText(resultName(activity)) }),
  problem: (activity) => errorText(activityError(activity)),
  place({ id, kind, subject, result }) {
    // What each of its steps became is shown there, or which one failed.
    if (kind === 'build' && !isWelcome({ kind, object: subject })) return buildsRoute(id)
    return result && { name: 'images', params: { id: result.id } }
  },
}

function resultName({ kind, subject, result }: Activity): string {
  const loaded = kind === 'load' || kind === 'import' ? result?.tags.join(', ') : subject
  return loaded || (result ? shortId(result.id) : '')
}
