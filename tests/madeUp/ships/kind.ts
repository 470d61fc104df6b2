import type { Kind } from '../../../renderer/ui/list/kind'
import { compareText } from '../../../renderer/ui/table/sortRows'
import { formatBytes } from '../../../renderer/ui/text/quantities'
import type { Ship } from './ships'

export const shipKind: Kind<Ship> = {
  name: 'ships',
  title: 'Ships',
  filterLabel: 'Filter ships',
  filterHint: 'Filter by name, yard',
  noMatch: (n) => `None of the ${n} ships fits this filter.`,
  bulkLabel: 'Actions for the selected ships',
  rowKey: ({ id }) => id,
  rowName: ({ name }) => name,
  sort: { key: 'name', descending: false },
  group: { label: 'Yard', none: 'no yard', of: ({ yard }) => yard },
  columns: [
    { key: 'state', label: 'State', width: '110px', text: ({ state }) => state },
    {
      key: 'name',
      label: 'Name',
      width: 'minmax(120px, 2fr)',
      primary: true,
      text: ({ name }) => name,
      compare: (a, b) => compareText(a.name, b.name),
    },
    {
      key: 'cargo',
      label: 'Cargo',
      width: '110px',
      numeric: true,
      text: ({ cargo }) => formatBytes(cargo),
      compare: (a, b) => a.cargo - b.cargo,
    },
    { key: 'yard', label: 'Yard', width: '140px', hidden: true, text: ({ yard }) => yard },
  ],
  fields: [
    { key: 'name', label: 'Name', words: true, column: 'name', values: ({ name }) => [name] },
    { key: 'state', label: 'State', match: 'start', column: 'state', values: ({ state }) => [state] },
    { key: 'yard', label: 'Yard', words: true, column: 'yard', values: ({ yard }) => [yard] },
    { key: 'cargo', label: 'Cargo', kind: 'bytes', column: 'cargo', values: ({ cargo }) => [cargo] },
    { key: 'age', label: 'Built', kind: 'age', values: ({ builtAt }) => [builtAt] },
  ],
}
