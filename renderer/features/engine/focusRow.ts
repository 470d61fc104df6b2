/** Puts the keys into the first field of a list's row. @param list the list's own id, by which its rows are marked */
export function focusRow(list: string, index: number): void {
  document.querySelector<HTMLElement>(`[data-row="${list}-${index}"] input`)?.focus()
}
