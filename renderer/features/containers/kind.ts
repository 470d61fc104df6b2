import { containerStates } from '../../../main/contract/constants'
import type { Container } from '../../../main/contract/containers'
import type { ContainerUsage } from '../../../main/contract/usage'
import { shortId } from '../../../main/shared/digest'
import { stateText } from '../../data/containerState'
import { dockerStatus } from '../../data/dockerStatus'
import { compareUrgency } from '../../data/trouble'
import { t } from '../../ui/i18n'
import type { Kind } from '../../ui/list/kind'
import { compareNumbers, compareText } from '../../ui/table/sortRows'
import { isKnownTime } from '../../ui/text/times'
import { namesOfState, portsShown, publishedPorts } from './list'
import { usageColumns } from './usage/columns'

/** Words that name a state where no field is said. */
const wordsForState: readonly string[] = [...containerStates, 'failed', 'healthy', 'unhealthy']
const firstPort = ({ ports }: Container) => publishedPorts(ports)[0]?.hostPort ?? Number.POSITIVE_INFINITY
/** As long as PortLinks makes it. */
function portsText({ ports }: Container): string {
  const [first, ...more] = publishedPorts(ports)
  if (!first) return ''
  return `${first.hostPort} → ${first.containerPort}/${first.protocol}${more.length > 0 ? `  +${more.length} ` : ''}`
}
const known = <V>(value: V | null): readonly V[] => (value === null ? [] : [value])
/** Thousands of rows are in a few states: the words of each are put together once. */
function stateWords(): (row: Container) => string {
  const known = new Map<string, string>()
  return (row) => {
    const key = [
      row.state,
      row.health,
      row.exitCode,
      row.startFailed,
      row.outOfMemory,
      row.restartCount,
    ].join()
    const word = known.get(key) ?? stateText(row).word
    known.set(key, word)
    return word
  }
}
const column = (key: string) => ({ key, label: t(`containers.column.${key}`) })

/** Containers as their list shows them, in the window's language. @param usageOf what is known of what one uses */
export const containerKind = (
  usageOf: (id: string) => ContainerUsage | undefined = () => undefined,
  stateWord = stateWords(),
): Kind<Container> => ({
  name: 'containers',
  title: t('containers.title'),
  filterLabel: t('containers.filterLabel'),
  filterHint: t('containers.filterHint'),
  noMatch: (n, isTyped) => t(isTyped ? 'containers.noMatch' : 'containers.noneSuch', { n }),
  bulkLabel: t('containers.bulk'),
  rowKey: ({ id }) => id,
  rowName: ({ name }) => name,
  sort: { key: 'state', descending: false },
  group: {
    label: t('containers.column.project'),
    none: t('containers.noProject'),
    of: ({ project }) => project ?? '',
  },
  columns: [
    {
      ...column('state'),
      width: 'minmax(92px, 1fr)',
      whole: true,
      // The mark before the word takes the room of two characters.
      text: (row) => `  ${stateWord(row)}`,
      compare: compareUrgency,
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
    {
      ...column('status'),
      width: 'minmax(120px, 1fr)',
      hideBelow: 980,
      text: (row) => dockerStatus(row, Date.now()),
    },
    {
      ...column('age'),
      countsDown: true,
      width: '126px',
      hideBelow: 640,
      compare: (a, b) => a.createdAt - b.createdAt,
      descendingFirst: true,
      isLast: ({ createdAt }) => !isKnownTime(createdAt),
    },
    ...usageColumns(usageOf),
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
    {
      ...column('state'),
      match: 'start',
      words: (word) => wordsForState.includes(word),
      column: 'state',
      values: namesOfState,
      isShown: (_, value) => value !== 'healthy' && value !== 'starting',
    },
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
      words: (word) => word.includes('='),
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
    // What looks like a port or a version is no id.
    {
      ...column('id'),
      words: (word) => /^[0-9a-f]{4,}$/.test(word),
      match: 'start',
      column: 'id',
      values: ({ id }) => [id],
    },
  ],
})
