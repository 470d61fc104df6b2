/**
 * Puts all that a part lies over out of sight and out of reach, up to the pane that both are in: it keeps its size, and the
 * place that it is scrolled to. Done by attributes, for a rule with `:has` would be looked at for each row that scrolls into sight.
 * @returns what brings it back
 */
export function coverAround(part: HTMLElement): () => void {
  const covered: Element[] = []
  for (
    let at: HTMLElement | null = part;
    at && !at.parentElement?.matches('[data-pane]');
    at = at.parentElement
  ) {
    for (const sibling of at.parentElement?.children ?? []) {
      if (sibling !== at && !sibling.hasAttribute('data-covered')) covered.push(sibling)
    }
  }
  for (const element of covered) element.setAttribute('data-covered', '')
  return () => {
    for (const element of covered) element.removeAttribute('data-covered')
  }
}
