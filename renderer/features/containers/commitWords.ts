import { visibleText } from '../../../main/shared/visibleText'
import { type ActivityWords, activityError } from '../../data/activity'
import { errorText } from '../../data/errorText'
import { subjectText } from '../../data/layersRoute'
import { t } from '../../ui/i18n'

/** How commits are spoken of. The engine says nothing of how far one is. */
export const commitWords: ActivityWords = {
  title: ({ subject }) => t('commit.committing', { name: visibleText(subject ?? '') }),
  progress: () => ({ bar: { value: null }, text: '' }),
  done: ({ subject }) => t('commit.committed', { name: visibleText(subject ?? '') }),
  problem: (activity) => errorText(activityError(activity)),
  place: ({ result }) =>
    result && { name: 'layers', params: { id: subjectText({ kind: 'image', id: result.id }) } },
}
