/** The parts of the window that F6 goes round: elements with `data-pane`, one inside another at most. */
export type Pane = 'sidebar' | 'main' | 'panel' | 'dock'

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'
/** What one is glad to land on: the row, the tab or the link that is chosen. */
const chosen = '[role="row"][tabindex="0"], [role="tab"][aria-selected="true"], a[aria-current="page"]'

/** Where the focus was last in each. */
const last = new WeakMap<HTMLElement, HTMLElement>()

export const paneOf = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>('[data-pane]') ?? null

/** Keeps in mind where the focus was in each pane. Gives what ends that. */
export function rememberFocus(): () => void {
  function note({ target }: FocusEvent) {
    const pane = target instanceof HTMLElement ? paneOf(target) : null
    if (pane) last.set(pane, target as HTMLElement)
  }
  document.addEventListener('focusin', note)
  return () => document.removeEventListener('focusin', note)
}

/** The one after another, all round; from nowhere the first, or backwards the last. */
export function nextOf<E>(all: readonly E[], from: E | null, by: 1 | -1): E | undefined {
  const at = from === null ? -1 : all.indexOf(from)
  if (at < 0) return by > 0 ? all[0] : all.at(-1)
  return all[(at + by + all.length) % all.length]
}

function enter(pane: HTMLElement): boolean {
  const isOwn = (element: HTMLElement) =>
    paneOf(element) === pane && element.checkVisibility({ checkVisibilityCSS: true })
  const before = last.get(pane)
  if (before?.isConnected && isOwn(before)) before.focus()
  else {
    const find = (selector: string) => [...pane.querySelectorAll<HTMLElement>(selector)].find(isOwn)
    ;(find(chosen) ?? find(focusable))?.focus()
  }
  return pane.contains(document.activeElement)
}

/** Moves the focus to the next pane, or to the one before; one without anything to hold it is passed over. */
export function changePane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) =>
    pane.checkVisibility({ checkVisibilityCSS: true }),
  )
  let pane = paneOf(document.activeElement)
  for (let tries = 0; tries < panes.length; tries++) {
    pane = nextOf(panes, pane, by) ?? null
    if (!pane || enter(pane)) return
  }
}
