/** Blanks, then a sign, a whole string, or a number or a word (RFC 8259). */
const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y

type Next = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing'

/**
 * Where a text stops being JSON, which parsers tell only some of the time: the first character, from 0, of what does not
 * fit; the text's length where it ends too early, -1 where it is JSON.
 */
export function firstWrong(text: string): number {
  const open: ('{' | '[')[] = []
  let next: Next = 'value'
  const afterValue = (): Next => (open.length > 0 ? 'comma or end' : 'nothing')
  token.lastIndex = 0
  for (;;) {
    const from = token.lastIndex
    const at = from + (/^[ \t\n\r]*/.exec(text.slice(from))?.[0].length ?? 0)
    if (at === text.length) return next === 'nothing' ? -1 : at
    const [found, sign = '', name] = token.exec(text) ?? []
    if (found === undefined || next === 'nothing') return at
    const ends = sign === '}' || sign === ']'
    if (ends && next.endsWith('or end') && open.pop() === (sign === '}' ? '{' : '[')) next = afterValue()
    else if (sign === ',' && next === 'comma or end') next = open.at(-1) === '{' ? 'name' : 'value'
    else if (sign === ':' && next === 'colon') next = 'value'
    else if (name && next.startsWith('name')) next = 'colon'
    else if (!next.startsWith('value') || ends || sign === ',' || sign === ':') return at
    else if (sign === '') next = afterValue()
    else {
      open.push(sign as '{' | '[')
      next = sign === '{' ? 'name or end' : 'value or end'
    }
  }
}
