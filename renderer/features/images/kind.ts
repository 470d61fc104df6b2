import { digestDigits } from '../../../main/shared/digest'
import { t } from '../../ui/i18n'
import type { Kind } from '../../ui/list/kind'
import { compareText } from '../../ui/table/sortRows'
import { formatBytes, formatNumber } from '../../ui/text/quantities'
import { isKnownTime } from '../../ui/text/times'
import { type ImageRow, imageUses, isOfUse } from './list'

const column = (key: string) => ({ key, label: t(`images.column.${key}`) })

/** Images as their list shows them, in the window's language. */
export const imageKind = (): Kind<ImageRow> => ({
  name: 'images',
  title: t('images.title'),
  filterLabel: t('images.filterLabel'),
  filterHint: t('images.filterHint'),
  noMatch: (n, isTyped) => t(isTyped ? 'images.noMatch' : 'images.noneSuch', { n }),
  bulkLabel: t('images.bulk'),
  rowKey: ({ id }) => id,
  rowName: ({ name }) => name,
  sort: { key: 'tag', descending: false },
  columns: [
    {
      ...column('tag'),
      width: 'minmax(110px, 3fr)',
      primary: true,
      text: ({ name, tags }) => (tags.length > 1 ? `${name} +${tags.length - 1}` : name),
      compare: (a, b) => compareText(a.name, b.name),
      isLast: ({ tags }) => tags.length === 0,
    },
    { ...column('id'), width: '116px', hideBelow: 700, compare: (a, b) => (a.id < b.id ? -1 : 1) },
    {
      ...column('size'),
      width: '92px',
      numeric: true,
      // Beside details, which have it, names need the room.
      hideBelow: 320,
      text: ({ size }) => formatBytes(size),
      compare: (a, b) => a.size - b.size,
    },
    {
      ...column('unique'),
      width: '92px',
      numeric: true,
      hideBelow: 760,
      text: ({ unique }) => (unique === null ? '' : formatBytes(unique)),
      compare: (a, b) => (a.unique ?? 0) - (b.unique ?? 0),
      isLast: ({ unique }) => unique === null,
    },
    {
      ...column('containers'),
      width: '104px',
      numeric: true,
      hideBelow: 430,
      text: ({ containers }) => formatNumber(containers.length),
      compare: (a, b) => a.containers.length - b.containers.length,
    },
    {
      ...column('age'),
      countsDown: true,
      width: '132px',
      hideBelow: 540,
      // Ascending age: the newest first.
      compare: (a, b) => b.createdAt - a.createdAt,
      isLast: ({ createdAt }) => !isKnownTime(createdAt),
    },
  ],
  fields: [
    {
      ...column('tag'),
      words: true,
      column: 'tag',
      values: ({ tags }) => tags,
      // The others are told as a number.
      isShown: ({ tags }, value) => value === tags[0],
    },
    {
      ...column('id'),
      words: true,
      match: 'start',
      column: 'id',
      values: ({ id }) => [digestDigits(id), id],
    },
    { ...column('size'), kind: 'bytes', column: 'size', values: ({ size }) => [size] },
    {
      ...column('unique'),
      kind: 'bytes',
      column: 'unique',
      values: ({ unique }) => (unique === null ? [] : [unique]),
    },
    {
      ...column('use'),
      values: (row) => imageUses.filter((use) => use !== 'all' && isOfUse(row, use)),
    },
    {
      ...column('containers'),
      kind: 'number',
      column: 'containers',
      values: ({ containers }) => [containers.length],
    },
    {
      ...column('age'),
      kind: 'age',
      column: 'age',
      values: ({ createdAt }) => (isKnownTime(createdAt) ? [createdAt] : []),
    },
    { ...column('digest'), match: 'anywhere', values: ({ digests }) => digests },
  ],
})
