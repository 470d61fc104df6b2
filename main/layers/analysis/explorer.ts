import { AppError } from '../../contract/errors'
import { type FirstLook, firstQuestion } from '../../contract/firstLook'
import type {
  Filter,
  Page,
  PathDifference,
  PathEvent,
  Range,
  Sort,
  Summary,
  Sums,
  Tile,
  TreeRow,
  WastedPath,
} from '../../contract/layerFiles'
import { bytesOf } from '../pathText'
import { hiddenBy, measureWaste, type Waste, wastedPaths } from './efficiency'
import { reasonNames } from './entryChange'
import { applyFilter, type FilterResult } from './filter'
import { historyOf } from './pathHistory'
import { entryState, sumsOf } from './rows'
import type { Stack } from './stack'
import { summarize } from './summary'
import { levelNodes, matchingNodes, readRows } from './tree'
import { type TreemapOptions, treemap } from './treemap'
import { clampRange, type View, viewRange } from './view'

export interface TreeQuestion {
  /** Layers, counted from the base; all of them when left out. */
  readonly range?: Partial<Range>
  readonly filter?: Filter
}

export interface ListQuestion extends TreeQuestion {
  readonly sort: Sort
  readonly offset: number
  readonly limit: number
}

/** A directory's path, empty for the root. */
interface InDirectory {
  readonly directory: string
}

/**
 * Answers questions about one image, or about two that are compared; what it has worked out it keeps for the
 * next one.
 */
export interface Explorer {
  /** What is shown of an image first. */
  first(): FirstLook
  /** Of an image; `unsupported` of a comparison, like its waste and a path's history. */
  summary(): Summary
  wasted(question: { readonly offset: number; readonly limit: number }): Page<WastedPath>
  /** What the range did as a whole. */
  sums(question: Pick<TreeQuestion, 'range'>): Sums
  /** Throws AppError `not-found` for a path that was never there, here and below. */
  level(question: ListQuestion & InDirectory): Page<TreeRow>
  search(question: ListQuestion): Page<TreeRow>
  treemap(question: TreeQuestion & InDirectory & TreemapOptions): Tile
  history(question: { readonly path: string }): readonly PathEvent[]
  /** A path before the range and at its end. */
  difference(question: Pick<TreeQuestion, 'range'> & { readonly path: string }): PathDifference
  /** Of all that it holds, but for the layers themselves. */
  readonly bytes: number
}

/** How many views are kept: that of the whole, and those of the layers that were chosen last. */
const views = 3
/** Bytes that a view takes for each node, with a filter. */
const viewBytes = 67

/** What is known before anything is asked: of a comparison its one view, of an image perhaps its summary. */
interface Known {
  readonly compared?: View
  /** Not looked at before it is asked for. */
  readonly summary?: Summary
}

export function createExplorer(stack: Stack, known: Known = {}): Explorer {
  const { compared } = known
  const recent: View[] = []
  let waste: Waste | null = null
  let filtered: { view: View; key: string; kept: FilterResult } | null = null
  let listed: { kept: FilterResult; key: string; nodes: Uint32Array } | null = null

  function viewOf(range?: Partial<Range>): View {
    if (compared) return compared
    const wanted = clampRange(stack, range)
    const at = recent.findIndex(({ from, to }) => from === wanted.from && to === wanted.to)
    const view = at >= 0 ? recent.splice(at, 1)[0]! : viewRange(stack, wanted)
    recent.unshift(view)
    recent.length = Math.min(recent.length, views)
    return view
  }

  function keptOf(view: View, filter: Filter = {}): FilterResult {
    const key = JSON.stringify([filter.text, filter.changes, filter.minSize])
    if (filtered?.view !== view || filtered.key !== key) {
      filtered = { view, key, kept: applyFilter(view, filter) }
    }
    return filtered.kept
  }

  /** Sorting is done once for all pages of a list. */
  function list(kept: FilterResult, key: string, make: () => Uint32Array): Uint32Array {
    if (listed?.kept !== kept || listed.key !== key) listed = { kept, key, nodes: make() }
    return listed.nodes
  }

  function find(path: string): number {
    const node = stack.find(bytesOf(path))
    if (node < 0) throw new AppError('not-found/inLayers', { path })
    return node
  }

  function wasteOf(): Waste {
    forImages()
    waste ??= measureWaste(stack)
    return waste
  }

  function forImages() {
    if (compared) throw new AppError('unsupported/comparedLayers')
  }

  function level({ range, filter, directory, sort, offset, limit }: ListQuestion & InDirectory) {
    const node = find(directory)
    const view = viewOf(range)
    const kept = keptOf(view, filter)
    const nodes = list(kept, `${sort} ${node}`, () => levelNodes(view, kept, node, sort))
    return readRows(view, kept, nodes, offset, limit)
  }

  return {
    summary: () => known.summary ?? summarize(stack, wasteOf()),

    wasted: ({ offset, limit }) => wastedPaths(stack, wasteOf(), offset, limit),

    first() {
      const top = stack.layers.length - 1
      const range = { from: top, to: top }
      return { sums: sumsOf(viewOf(range), 0), level: level({ ...firstQuestion, range }) }
    },

    sums: ({ range }) => sumsOf(viewOf(range), 0),

    level,

    search({ range, filter, sort, offset, limit }) {
      const view = viewOf(range)
      const kept = keptOf(view, filter)
      const nodes = list(kept, sort, () => matchingNodes(view, kept, sort))
      return readRows(view, kept, nodes, offset, limit)
    },

    treemap({ range, filter, directory, ...options }) {
      const node = find(directory)
      const view = viewOf(range)
      return treemap(view, keptOf(view, filter), node, options)
    },

    history({ path }) {
      const waste = wasteOf()
      const node = find(path)
      return historyOf(stack, node, (event) => hiddenBy(stack, waste, node, event))
    },

    difference({ range, path }) {
      const node = find(path)
      const { before, after, reasons } = viewOf(range)
      const state = (event: number) => (event < 0 ? null : entryState(stack, event))
      return {
        before: state(before[node]!),
        after: state(after[node]!),
        reasons: reasonNames(reasons[node]!),
      }
    },

    get bytes() {
      return stack.bytes + stack.count * (recent.length + (compared ? 1 : 0)) * viewBytes
    },
  }
}
