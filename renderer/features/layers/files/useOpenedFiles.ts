import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { type FirstLook, firstQuestion } from '../../../../main/contract/firstLook'
import type { Change, Filter, Page, Range, Sort, Sums, TreeRow } from '../../../../main/contract/layerFiles'
import { api } from '../../../data/api'
import { kept } from '../../../ui/kept'
import { type FilesMode, readBytes } from './fileText'
import { useSparseRows } from './useSparseRows'

/** Changed files, whichever way. */
const changed: readonly Change[] = ['added', 'modified', 'removed']

interface Question {
  readonly handle: string
  readonly range?: Range
  readonly filter: Filter
  readonly sort: Sort
  readonly isFlat: boolean
}

interface FilesOptions {
  /** Under which is kept how they want to see them; they begin anew without it. */
  readonly keep?: string
  /** What came with what is open, of its topmost layer: it is not asked for again. */
  first?(): (FirstLook & { readonly layer: number }) | null
}

/**
 * The files of some layers of what is open, as the person wants to see them.
 * @param range null for a comparison, which is of whole images
 */
export function useOpenedFiles(
  handle: () => string | null,
  range: () => Range | null,
  { keep, first = () => null }: FilesOptions = {},
) {
  const own = <V>(name: string, initial: V) =>
    keep === undefined ? shallowRef(initial) : kept(`${keep}.${name}`, initial)
  const mode = own<FilesMode>('mode', 'only')
  const sort = own<'name' | 'size'>('sort', 'size')
  const text = own('text', '')
  const leastSize = own('leastSize', '')
  const changes = own<ReadonlySet<Change>>('changes', new Set())

  /** What is asked follows what is typed after a moment. */
  const typed = () => ({ text: text.value.trim(), minSize: readBytes(leastSize.value) ?? 0 })
  const settled = shallowRef(typed())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([text, leastSize], () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      settled.value = typed()
    }, 150)
  })

  onScopeDispose(() => clearTimeout(timer))

  /**
   * All that is there on top of some layers is not told by what the chosen ones of them did: those have their own view. Of two images
   * each file differs or does not.
   */
  const byChange = computed(() => mode.value === 'only' || range() === null)
  /** What the chosen kinds of change leave; the same for files and for bytes. */
  const shownChanges = computed(() => {
    if (!byChange.value) return undefined
    if (changes.value.size > 0) return changed.filter((change) => changes.value.has(change))
    return mode.value === 'only' ? changed : undefined
  })
  const filter = computed<Filter>(() => ({
    ...(settled.value.text && { text: settled.value.text }),
    ...(settled.value.minSize > 0 && { minSize: settled.value.minSize }),
    ...(shownChanges.value && { changes: shownChanges.value }),
  }))
  /** Whoever looks for something wants it named, and not the way to it. */
  const isFlat = computed(() => settled.value.text !== '' || settled.value.minSize > 0)
  const isFiltered = computed(() => isFlat.value || (byChange.value && changes.value.size > 0))

  /** Another object only when it is another range. */
  const rangeNow = computed<Range | null>((before) => {
    const now = range()
    return before && now && before.from === now.from && before.to === now.to ? before : now
  })
  const question = computed<Question | null>(() => {
    const open = handle()
    if (open === null) return null
    const bySize = mode.value === 'only' ? 'stored' : 'size'
    return {
      handle: open,
      ...(rangeNow.value && { range: rangeNow.value }),
      filter: filter.value,
      sort: sort.value === 'name' ? 'name' : bySize,
      isFlat: isFlat.value,
    }
  })
  const { shown, error, isLoading, retry } = useSparseRows<Question, TreeRow>(
    () => question.value,
    async ({ isFlat, ...question }, directory, offset, limit): Promise<Page<TreeRow>> => {
      const known = first()
      if (known && isFirst({ ...question, directory, offset, limit }, known.layer)) return known.level
      if (!isFlat) return api.layers.level({ ...question, directory, offset, limit })
      const { rows, ...page } = await api.layers.search({ ...question, offset, limit })
      // In a list nothing lies in anything, whichever directories are open in the tree.
      return { ...page, rows: rows.map((row) => ({ ...row, hasChildren: false })) }
    },
  )
  /** The rows that are shown answer this question, perhaps no longer the one that is asked. */
  const shownFlat = ref(false)
  watch(
    () => shown.value?.rows,
    () => {
      shownFlat.value = isFlat.value
    },
    { flush: 'sync' },
  )

  const sums = shallowRef<Sums | null>(null)
  watch(
    [handle, rangeNow] as const,
    async ([open, asked]) => {
      if (open === null) return
      const known = first()
      if (known && asked && isLayer(asked, known.layer)) {
        sums.value = known.sums
        return
      }
      try {
        const answer = await api.layers.sums({ handle: open, ...(asked && { range: asked }) })
        if (handle() === open && rangeNow.value === asked) sums.value = answer
      } catch {
        // The rows are asked of the same source, and say what is wrong with it.
        sums.value = null
      }
    },
    { immediate: true },
  )

  return reactive({
    mode,
    sort,
    text,
    leastSize,
    changes,
    isFlat: shownFlat,
    isFiltered,
    byChange,
    /** What the treemap counts: text and size narrow it too. */
    filter,
    sums,
    shown,
    error,
    isLoading,
    retry,
    clear() {
      text.value = ''
      leastSize.value = ''
      changes.value = new Set()
      settled.value = { text: '', minSize: 0 }
    },
  })
}

const isLayer = (range: Range, layer: number) => range.from === layer && range.to === layer

/** Whether it asks what main has answered unasked. */
function isFirst(
  { range, filter, ...asked }: Omit<Question, 'isFlat' | 'handle'> & Omit<typeof firstQuestion, 'sort'>,
  layer: number,
): boolean {
  const { filter: firstFilter, ...first } = firstQuestion
  if (!range || !isLayer(range, layer) || JSON.stringify(filter) !== JSON.stringify(firstFilter)) return false
  return (Object.keys(first) as (keyof typeof first)[]).every((key) => asked[key] === first[key])
}

export type OpenedFiles = ReturnType<typeof useOpenedFiles>
