/** Room that a cell has beside its content, in pixels, so that nothing is cut by rounding. */
const spare = 2

/**
 * The width that shows all that the cells of a column in sight say, in pixels: the column is laid out by its content for a moment.
 * @param heading of the column
 */
export function measureContent(heading: HTMLElement): number {
  const grid = heading.closest<HTMLElement>('[role="grid"], [role="treegrid"]')!
  const headings = [...heading.parentElement!.children]
  const at = headings.indexOf(heading)
  const before = grid.style.getPropertyValue('--tracks')
  const tracks = headings.map((_, index) => (index === at ? 'max-content' : '0px'))
  grid.style.setProperty('--tracks', tracks.join(' '))
  const cells = [...grid.querySelectorAll('[role="row"]')].flatMap((row) => row.children[at] ?? [])
  const width = Math.max(0, ...cells.map((cell) => cell.getBoundingClientRect().width))
  grid.style.setProperty('--tracks', before)
  return Math.ceil(width) + spare
}
