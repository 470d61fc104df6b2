import { onScopeDispose } from 'vue'
import { t } from './i18n'
import { paneOf } from './panes'
import { isLayerOpen, useShortcuts } from './useShortcuts'

/** Something that can be searched, for as long as it is shown. */
interface Search {
  focus(): void
  /** Where it is; null while it is not in the page. */
  place(): Element | null
}

/** In the order in which they were opened. */
const opened: Search[] = []

/**
 * The search that is meant: of the panel or the dock that has the focus, else of what was opened last.
 * @param all in the order in which they were opened
 */
export function meantSearch<S extends { readonly pane: unknown }>(
  all: readonly S[],
  focused: unknown,
  isInner: boolean,
): S | undefined {
  const own = isInner ? all.findLast(({ pane }) => pane === focused) : undefined
  return own ?? all.at(-1)
}

function focusSearch() {
  if (isLayerOpen()) return
  const pane = paneOf(document.activeElement)
  const inSight = opened.flatMap((search) => {
    const place = search.place()
    return place?.checkVisibility() ? [{ search, pane: paneOf(place) }] : []
  })
  const isInner = pane?.dataset.pane === 'panel' || pane?.dataset.pane === 'dock'
  meantSearch(inSight, pane, isInner)?.search.focus()
}

/** Lets Ctrl+F lead to a search, unless another one was opened since. */
export function useSearch(focus: () => void, place: () => Element | null): void {
  const search = { focus, place }
  opened.push(search)
  onScopeDispose(() => opened.splice(opened.indexOf(search), 1))
  useShortcuts({ 'Ctrl+F': { label: t('ui.keys.search'), run: focusSearch } })
}
