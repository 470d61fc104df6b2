import { onScopeDispose, shallowRef, watch } from 'vue'
import { AppError } from '../../../../main/contract/errors'
import type { Page } from '../../../../main/contract/layerFiles'
import type { NestedRow } from './rowTree'
import { createSparseRows, type SparseRows } from './sparseRows'

/** Rows of a question: what is shown stays until the answer to the next question is there. */
export interface ShownRows<Row> {
  readonly rows: SparseRows<Row>
  /** Changes whenever the rows tell something else. */
  readonly version: number
}

/**
 * @param question what is asked; another object asks anew, null shows nothing
 * @param load answers for one directory of the question
 */
export function useSparseRows<Question, Row extends NestedRow>(
  question: () => Question | null,
  load: (question: Question, directory: string, offset: number, limit: number) => Promise<Page<Row>>,
) {
  const shown = shallowRef<ShownRows<Row> | null>(null)
  const error = shallowRef<AppError | null>(null)
  const isLoading = shallowRef(false)
  const open = new Set<string>()
  let latest = 0

  async function ask(now: Question | null) {
    const mine = ++latest
    error.value = null
    if (now === null) {
      put(null)
      isLoading.value = false
      return
    }
    isLoading.value = true
    let rows: SparseRows<Row> | null = null
    const failed = (thrown: unknown) => {
      if (mine === latest) error.value = AppError.from(thrown)
    }
    try {
      rows = await createSparseRows<Row>({
        open,
        load: (directory, offset, limit) => load(now, directory, offset, limit),
        changed() {
          if (rows && shown.value?.rows === rows) shown.value = { rows, version: shown.value.version + 1 }
        },
        failed,
      })
      if (mine !== latest) return rows.dispose()
      put(rows)
    } catch (thrown) {
      failed(thrown)
    } finally {
      if (mine === latest) isLoading.value = false
    }
  }
  function put(rows: SparseRows<Row> | null) {
    shown.value?.rows.dispose()
    shown.value = rows && { rows, version: 0 }
  }

  watch(question, ask, { immediate: true })
  onScopeDispose(() => {
    latest++
    put(null)
  })
  return { shown, error, isLoading, retry: () => ask(question()) }
}
