import { visibleText } from '../../../main/shared/visibleText'
import { type ActivityWords, activityError } from '../../data/activity'
import { errorText } from '../../data/errorText'
import { t } from '../../ui/i18n'

/** How edits and clones are spoken of that began on a page which was loaded anew since. */
export const remakeWords: ActivityWords = {
  title: ({ kind, subject }) => t(`edit.goingOn.${kind}`, { name: visibleText(subject ?? '') }),
  progress: ({ progress }) => ({
    bar: { value: null },
    text: progress?.status ? t(`edit.step.${progress.status}`) : '',
  }),
  done: ({ kind, subject }) => t(`edit.ended.${kind}`, { name: visibleText(subject ?? '') }),
  problem: (activity) => errorText(activityError(activity)),
  place: ({ result }) => result && { name: 'containers', params: { id: result.id } },
}
