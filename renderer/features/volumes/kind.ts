import { volumeName } from '../../data/volumeName'
import { t } from '../../ui/i18n'
import type { Kind } from '../../ui/list/kind'
import { compareText } from '../../ui/table/sortRows'
import { formatBytes } from '../../ui/text/quantities'
import { isKnownTime } from '../../ui/text/times'
import type { VolumeRow } from './list'

const column = (key: string) => ({ key, label: t(`volumes.column.${key}`) })

/** How many containers a row names before "+2". */
export const usersShown = 2

/** Volumes as their list shows them, in the window's language. */
export const volumeKind = (): Kind<VolumeRow> => ({
  name: 'volumes',
  title: t('volumes.title'),
  filterLabel: t('volumes.filterLabel'),
  filterHint: t('volumes.filterHint'),
  noMatch: (n) => t('volumes.noMatch', { n }),
  bulkLabel: t('volumes.bulk'),
  rowKey: ({ name }) => name,
  rowName: ({ name }) => volumeName(name),
  sort: { key: 'name', descending: false },
  columns: [
    {
      ...column('name'),
      // With room for what says that it is anonymous.
      width: 'minmax(180px, 2fr)',
      primary: true,
      text: ({ name }) => volumeName(name),
      compare: (a, b) => compareText(a.name, b.name),
      // Those whose names say nothing come last.
      isLast: ({ anonymous }) => anonymous,
    },
    {
      ...column('used'),
      width: 'minmax(110px, 2fr)',
      hideBelow: 300,
      // With the mark before each name, and how many more there are.
      text: ({ users }) =>
        users
          .slice(0, usersShown)
          .map(({ name }) => `   ${name}  `)
          .join('')
          .padEnd(users.length > usersShown ? 24 : 0),
      compare: (a, b) => a.users.length - b.users.length,
    },
    {
      ...column('driver'),
      width: '96px',
      hideBelow: 560,
      text: ({ driver }) => driver,
      compare: (a, b) => compareText(a.driver, b.driver),
    },
    {
      ...column('size'),
      width: '92px',
      numeric: true,
      hideBelow: 480,
      text: ({ bytes }) => (typeof bytes === 'number' ? formatBytes(bytes) : ''),
      compare: (a, b) => (a.bytes ?? 0) - (b.bytes ?? 0),
      isLast: ({ bytes }) => typeof bytes !== 'number',
    },
    {
      ...column('age'),
      countsDown: true,
      width: '132px',
      hideBelow: 640,
      // Ascending age: the newest first.
      compare: (a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0),
      isLast: ({ createdAt }) => !isKnownTime(createdAt),
    },
  ],
  fields: [
    { ...column('name'), words: true, column: 'name', values: ({ name }) => [name] },
    {
      ...column('used'),
      words: true,
      column: 'used',
      values: ({ users }) => users.map(({ name }) => name),
      isShown: ({ users }, value) => users.slice(0, usersShown).some(({ name }) => name === value),
    },
    {
      ...column('containers'),
      kind: 'number',
      column: 'used',
      values: ({ users }) => [users.length],
    },
    { ...column('driver'), column: 'driver', values: ({ driver }) => [driver] },
    {
      ...column('label'),
      values: ({ labels }) => Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    },
    {
      ...column('kind'),
      match: 'start',
      column: 'name',
      values: ({ anonymous }) => [t(anonymous ? 'volumes.anonymous' : 'volumes.named')],
    },
    {
      ...column('size'),
      kind: 'bytes',
      column: 'size',
      values: ({ bytes }) => (typeof bytes === 'number' ? [bytes] : []),
    },
    {
      ...column('age'),
      kind: 'age',
      column: 'age',
      values: ({ createdAt }) => (isKnownTime(createdAt) ? [createdAt] : []),
    },
  ],
})
