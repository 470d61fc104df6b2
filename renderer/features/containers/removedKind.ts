import { Trash2, Undo2 } from '@lucide/vue'
import type { RemovedContainer } from '../../../main/contract/removed'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'
import type { Kind } from '../../ui/list/kind'
import { compareText } from '../../ui/table/sortRows'
import { formatBytes } from '../../ui/text/quantities'

const day = 24 * 60 * 60 * 1000
const column = (key: string) => ({ key, label: t(`removedList.column.${key}`) })

/** How long one is kept yet, in words. */
export function leftText({ endsAt, problem }: RemovedContainer, now: number): string {
  if (problem) return t(`removedList.problem.${problem}`)
  if (endsAt === null) return t('removedList.counts')
  const days = Math.round((endsAt - now) / day)
  return endsAt - now < day ? t('removedList.today') : t('removedList.left', { n: days }, days)
}

/** What was removed as its list shows it, in the window's language. */
export const removedKind = (): Kind<RemovedContainer> => ({
  name: 'removed',
  title: t('removedList.title'),
  filterLabel: t('removedList.filterLabel'),
  filterHint: t('removedList.filterHint'),
  noMatch: (n) => t('removedList.noMatch', { n }),
  bulkLabel: t('removedList.bulk'),
  rowKey: ({ id }) => id,
  rowName: ({ name }) => name,
  sort: { key: 'removed', descending: true },
  columns: [
    {
      ...column('name'),
      width: 'minmax(110px, 2fr)',
      primary: true,
      text: ({ name }) => name,
      compare: (a, b) => compareText(a.name, b.name),
    },
    {
      ...column('image'),
      width: 'minmax(100px, 2fr)',
      hideBelow: 430,
      text: ({ image }) => image,
      compare: (a, b) => compareText(a.image, b.image),
    },
    {
      ...column('project'),
      width: 'minmax(90px, 1fr)',
      hideBelow: 820,
      text: ({ project }) => project ?? '',
      compare: (a, b) => compareText(a.project ?? '', b.project ?? ''),
      isLast: ({ project }) => project === null,
    },
    {
      ...column('removed'),
      width: '126px',
      compare: (a, b) => a.removedAt - b.removedAt,
      descendingFirst: true,
    },
    {
      ...column('size'),
      width: '92px',
      numeric: true,
      hideBelow: 480,
      text: ({ bytes }) => (bytes === null ? '' : formatBytes(bytes)),
      compare: (a, b) => (a.bytes ?? 0) - (b.bytes ?? 0),
    },
    {
      ...column('left'),
      width: 'minmax(96px, 1fr)',
      whole: true,
      hideBelow: 560,
      text: (row) => leftText(row, Date.now()),
      compare: (a, b) => (a.endsAt ?? Number.MAX_VALUE) - (b.endsAt ?? Number.MAX_VALUE),
    },
  ],
  fields: [
    { ...column('name'), words: true, column: 'name', values: ({ name }) => [name] },
    { ...column('image'), words: true, column: 'image', values: ({ image }) => [image] },
    {
      ...column('project'),
      words: true,
      column: 'project',
      values: ({ project }) => (project ? [project] : []),
    },
  ],
})

/** What can be done with what was removed. */
export function removedActions(ways: {
  undo(ids: readonly string[]): Promise<void>
  askForGood(rows: readonly RemovedContainer[]): void
}): readonly Action<RemovedContainer>[] {
  return [
    {
      id: 'undo',
      label: t('removedList.undo'),
      icon: Undo2,
      key: 'u',
      inRow: () => true,
      inBar: true,
      reason: ({ problem }) => (problem ? t(`removedList.cannot.${problem}`) : null),
      run: ({ id }) => ways.undo([id]),
      bulk: (rows) => ways.undo(rows.map(({ id }) => id)),
    },
    {
      id: 'removeForGood',
      label: t('removedList.forGood'),
      icon: Trash2,
      key: 'Delete',
      danger: true,
      inBar: true,
      run: (row) => ways.askForGood([row]),
      bulk: ways.askForGood,
    },
  ]
}
