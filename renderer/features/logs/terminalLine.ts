import { plainStyle, type Span, type Style } from './ansi'

const moves = /[\r\b]/
/** What has no width of its own belongs to the character before it. */
const joins = /^(?:\p{M}|\u200d)$/u

/**
 * What a terminal shows of a line in the end: a carriage return goes back to its beginning and a backspace one character, and what
 * follows is written over what was there. So of a progress bar its last state is left.
 */
export function terminalLine(spans: readonly Span[]): readonly Span[] {
  if (!spans.some(({ text, erase }) => erase || moves.test(text))) return spans
  const cells: { text: string; style: Style }[] = []
  let at = 0
  const blank = () => ({ text: ' ', style: plainStyle })

  function put(character: string, style: Style) {
    const before = cells[at - 1]
    if (before && joins.test(character)) {
      before.text += character
      return
    }
    while (cells.length < at) cells.push(blank())
    cells[at++] = { text: character, style }
  }
  for (const { text, style, erase } of spans) {
    if (erase === 'behind') cells.length = Math.min(cells.length, at)
    else if (erase === 'all') cells.length = 0
    else if (erase === 'before')
      for (let cell = 0; cell <= at && cell < cells.length; cell++) cells[cell] = blank()
    for (const character of text) {
      if (character === '\r') at = 0
      else if (character === '\b') at = Math.max(0, at - 1)
      else put(character, style)
    }
  }
  return joined(cells)
}

function joined(cells: readonly Span[]): readonly Span[] {
  const spans: { text: string; style: Style }[] = []
  for (const { text, style } of cells) {
    const last = spans.at(-1)
    if (last?.style === style) last.text += text
    else spans.push({ text, style })
  }
  return spans
}
