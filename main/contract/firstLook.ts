import type { Filter, Page, Sort, Sums, TreeRow } from './layerFiles'

interface FirstQuestion {
  readonly filter: Filter
  readonly sort: Sort
  readonly directory: string
  readonly offset: number
  readonly limit: number
}

/** What a view of layers asks first, of the topmost one: all that it changed. Without zod, for the thread that answers it. */
export const firstQuestion: FirstQuestion = {
  filter: { changes: ['added', 'modified', 'removed'] },
  sort: 'stored',
  directory: '',
  offset: 0,
  limit: 200,
}

/** The answers to it. */
export interface FirstLook {
  readonly sums: Sums
  readonly level: Page<TreeRow>
}
