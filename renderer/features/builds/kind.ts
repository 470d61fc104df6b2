import type { Build } from '../../../main/contract/builds'
import { t } from '../../ui/i18n'
import type { Kind } from '../../ui/list/kind'
import { compareText } from '../../ui/table/sortRows'
import { formatNumber } from '../../ui/text/quantities'

const column = (key: string) => ({ key, label: t(`builds.column.${key}`) })
const took = ({ startedAt, endedAt }: Build) => (endedAt === null ? null : endedAt - startedAt)

/** Builds as their list shows them, in the window's language. */
export const buildKind = (): Kind<Build> => ({
  name: 'builds',
  title: t('builds.title'),
  filterLabel: t('builds.filterLabel'),
  filterHint: t('builds.filterHint'),
  noMatch: (n) => t('builds.noMatch', { n }),
  bulkLabel: t('builds.bulk'),
  rowKey: ({ id }) => String(id),
  rowName: ({ name }) => name,
  sort: { key: 'started', descending: false },
  columns: [
    {
      ...column('name'),
      width: 'minmax(110px, 2fr)',
      text: ({ name }) => name,
      primary: true,
      compare: (a, b) => compareText(a.name, b.name) || b.id - a.id,
    },
    {
      ...column('folder'),
      width: 'minmax(96px, 2fr)',
      text: ({ place }) => place,
      hideBelow: 760,
      compare: (a, b) => compareText(a.place, b.place),
    },
    {
      ...column('state'),
      // As much as "cancelled" needs: beside details there is room for it yet.
      width: '102px',
      hideBelow: 240,
      compare: (a, b) => compareText(a.state, b.state),
    },
    {
      ...column('steps'),
      width: '84px',
      numeric: true,
      hideBelow: 400,
      text: ({ stepsDone, steps }) =>
        t('builds.stepsOf', { done: formatNumber(stepsDone), n: formatNumber(steps) }),
      compare: (a, b) => a.steps - b.steps,
    },
    {
      ...column('took'),
      width: '84px',
      numeric: true,
      hideBelow: 480,
      compare: (a, b) => (took(a) ?? 0) - (took(b) ?? 0),
      isLast: (build) => took(build) === null,
    },
    {
      ...column('started'),
      countsDown: true,
      width: '120px',
      hideBelow: 640,
      compare: (a, b) => b.id - a.id,
    },
  ],
  fields: [
    { ...column('name'), words: true, column: 'name', values: ({ name, tags }) => [name, ...tags] },
    { ...column('folder'), words: true, column: 'folder', values: ({ place }) => [place] },
    { ...column('file'), values: ({ file }) => [file] },
    {
      ...column('state'),
      column: 'state',
      match: 'start',
      values: ({ state }) => [state],
    },
    { ...column('steps'), kind: 'number', column: 'steps', values: ({ steps }) => [steps] },
    { ...column('started'), kind: 'age', column: 'started', values: ({ startedAt }) => [startedAt] },
  ],
})
