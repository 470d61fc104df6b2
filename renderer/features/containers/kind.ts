import type { Container } from '../../../main/contract/containers'
import { shortId } from '../../../main/shared/digest'
import { t } from '../../ui/i18n'
import type { Kind } from '../../ui/list/kind'
import { compareNumbers, compareText } from '../../ui/table/sortRows'
import { isKnownTime } from '../../ui/text/times'
import { portsShown, publishedPorts } from './list'

const stateOrder = ['running', 'restarting', 'paused', 'created', 'removing', 'exited', 'dead']
const firstPort = ({ ports }: Container) => publishedPorts(ports)[0]?.hostPort ?? Number.POSITIVE_INFINITY
/** As long as PortLinks makes it. */
function portsText({ ports }: Container): string {
  const [first, ...more] = publishedPorts(ports)
  if (!first) return ''
  return `${first.hostPort} → ${first.containerPort}/${first.protocol}${more.length > 0 ? `  +${more.length} ` : ''}`
}
const known = <V>(value: V | null): readonly V[] => (value === null ? [] : [value])
const column = (key: string) => ({ key, label: t(`containers.column.${key}`) })

/** Containers as their list shows them, in the window's language. */
export const containerKind = (): Kind<Container> => ({
  name: 'containers',
  title: t('containers.title'),
  filterLabel: t('containers.filterLabel'),
  filterHint: t('containers.filterHint'),
  noMatch: (n) => t('containers.noMatch', { n }),
  bulkLabel: t('containers.bulk'),
  rowKey: ({ id }) => id,
  rowName: ({ name }) => name,
  sort: { key: 'age', descending: false },
  group: {
    label: t('containers.column.project'),
    none: t('containers.noProject'),
    of: ({ project }) => project ?? '',
  },
  columns: [
    {
      ...column('state'),
      width: 'minmax(108px, 148px)',
      compare: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
    },
    {
      ...column('name'),
      width: 'minmax(110px, 2.2fr)',
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
      ...column('ports'),
      width: 'minmax(126px, 1.3fr)',
      text: portsText,
      hideBelow: 560,
      compare: (a, b) => compareNumbers(firstPort(a), firstPort(b)),
    },
    // Ascending age: the newest first.
    {
      ...column('age'),
      countsDown: true,
      width: '126px',
      hideBelow: 640,
      compare: (a, b) => b.createdAt - a.createdAt,
      isLast: ({ createdAt }) => !isKnownTime(createdAt),
    },
    ...(['project', 'service', 'commandLine'] as const).map((key) => ({
      ...column(key === 'commandLine' ? 'command' : key),
      width: 'minmax(90px, 1fr)',
      hideBelow: 640,
      hidden: true,
      // What a wide window has room for beside the rest.
      shownFrom: key === 'commandLine' ? 1240 : undefined,
      text: (row: Container) => row[key] ?? '',
      compare: (a: Container, b: Container) => compareText(a[key] ?? '', b[key] ?? ''),
      isLast: (row: Container) => !row[key],
    })),
    {
      ...column('id'),
      width: '116px',
      hideBelow: 640,
      hidden: true,
      text: ({ id }) => shortId(id),
      compare: (a, b) => (a.id < b.id ? -1 : 1),
    },
  ],
  fields: [
    { ...column('name'), words: true, column: 'name', values: ({ name }) => [name] },
    { ...column('image'), words: true, column: 'image', values: ({ image }) => [image] },
    { ...column('state'), match: 'start', column: 'state', values: ({ state }) => [state] },
    {
      key: 'port',
      label: t('containers.column.ports'),
      kind: 'number',
      words: true,
      column: 'ports',
      values: ({ ports }) =>
        ports.flatMap(({ hostPort, containerPort }) => [...known(hostPort), containerPort]),
      isShown: ({ ports }, value) =>
        publishedPorts(ports)
          .slice(0, portsShown)
          .some(({ hostPort }) => hostPort === value),
    },
    { ...column('project'), words: true, column: 'project', values: ({ project }) => known(project) },
    { ...column('service'), words: true, column: 'service', values: ({ service }) => known(service) },
    {
      ...column('label'),
      values: ({ labels }) => Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    },
    {
      ...column('health'),
      match: 'start',
      column: 'state',
      values: ({ health }) => (health === 'none' ? [] : [health]),
      isShown: (_, value) => value === 'unhealthy',
    },
    { ...column('exit'), kind: 'number', column: 'state', values: ({ exitCode }) => known(exitCode) },
    {
      ...column('age'),
      kind: 'age',
      column: 'age',
      values: ({ createdAt }) => (isKnownTime(createdAt) ? [createdAt] : []),
    },
    { ...column('command'), column: 'command', values: ({ commandLine }) => [commandLine] },
    { ...column('id'), words: true, match: 'start', column: 'id', values: ({ id }) => [id] },
  ],
})
