import { visibleText } from '../../../main/shared/visibleText'
import { type ActivityWords, activityError } from '../../data/activity'
import { errorText } from '../../data/errorText'
import { t } from '../../ui/i18n'
import { formatBytes } from '../../ui/text/quantities'

/** How it is spoken of that the files of a container are written to an archive. */
export const exportWords: ActivityWords = {
  title: ({ subject }) =>
    subject === null ? t('export.choosing') : t('export.writing', { name: visibleText(subject) }),
  progress({ progress }) {
    const [file] = progress?.layers ?? []
    if (!file) return { bar: { value: null }, text: '' }
    const [current, total] = [formatBytes(file.current), formatBytes(file.total)]
    // What it comes to is counted while it is written.
    if (file.total === 0) return { bar: { value: null }, text: t('export.written', { current }) }
    const value = Math.min(1, file.current / file.total)
    return { bar: { value }, text: t('export.writtenOf', { current, total }) }
  },
  done: ({ subject }) => t('export.done', { name: visibleText(subject ?? '') }),
  problem: (activity) => errorText(activityError(activity)),
  place: ({ result }) => result && { name: 'containers', params: { id: result.id } },
}
