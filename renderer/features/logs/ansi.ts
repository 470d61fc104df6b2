/**
 * Colours of terminal output: SGR sequences become styles, EL says what it clears, every other escape sequence is dropped.
 * Source: ECMA-48 (5th edition), sections 5.4 and 8.3.117, and xterm's control sequences for 256 and true colour.
 */
export interface Style {
  /** 0 to 15 are the palette's; others are 0xrrggbb plus 0x1000000; null is the default. */
  readonly foreground: number | null
  readonly background: number | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly inverse: boolean
  readonly strike: boolean
}
export interface Span {
  readonly text: string
  readonly style: Style
  /** The part of the line that is cleared here: behind the cursor, before it, or all of it (EL). */
  readonly erase?: 'behind' | 'before' | 'all'
}

export const plainStyle: Style = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
}

const trueColour = 0x1000000

/** Colour number of the 256: 16 of the palette, a cube of 6, 24 greys. */
function indexed(index: number): number {
  if (index < 16) return index
  if (index >= 232) return trueColour + (8 + (index - 232) * 10) * 0x10101
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  const cube = index - 16
  return (
    trueColour + (step(Math.floor(cube / 36)) << 16) + (step(Math.floor(cube / 6) % 6) << 8) + step(cube % 6)
  )
}

const inByte = (value: number | undefined) => value !== undefined && value >= 0 && value <= 255

/** Reads 38 and 48: `5;n` or `2;r;g;b`; answers the colour and how many parameters it took. */
function extended(codes: readonly number[], at: number): readonly [colour: number | null, taken: number] {
  if (codes[at] === 5) return [inByte(codes[at + 1]) ? indexed(codes[at + 1]!) : null, 2]
  if (codes[at] !== 2) return [null, 1]
  const [red, green, blue] = codes.slice(at + 1, at + 4)
  if (!inByte(red) || !inByte(green) || !inByte(blue)) return [null, 4]
  return [trueColour + (red! << 16) + (green! << 8) + blue!, 4]
}

function applySgr(style: Style, parameters: string): Style {
  // Colons separate sub-parameters: `4:3` is a kind of underline, `38:2::r:g:b` a colour with an empty colour space.
  const codes = parameters
    .replace(/([34]8):2:[0-9]*:(\d*:\d*:\d*)/g, '$1:2:$2')
    .replace(/(^|;)4:(\d)/g, (_, lead, kind) => `${lead}${kind === '0' ? 24 : 4}`)
    .split(/[;:]/)
    .map((word) => (word === '' ? 0 : Number(word)))
  let next: Style = style
  const set = (change: Partial<Style>) => {
    next = { ...next, ...change }
  }
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!
    if (code === 0) next = plainStyle
    else if (code === 1) set({ bold: true })
    else if (code === 2) set({ dim: true })
    else if (code === 3) set({ italic: true })
    else if (code === 4 || code === 21) set({ underline: true })
    else if (code === 7) set({ inverse: true })
    else if (code === 9) set({ strike: true })
    else if (code === 22) set({ bold: false, dim: false })
    else if (code === 23) set({ italic: false })
    else if (code === 24) set({ underline: false })
    else if (code === 27) set({ inverse: false })
    else if (code === 29) set({ strike: false })
    else if (code >= 30 && code <= 37) set({ foreground: code - 30 })
    else if (code === 39) set({ foreground: null })
    else if (code >= 40 && code <= 47) set({ background: code - 40 })
    else if (code === 49) set({ background: null })
    else if (code >= 90 && code <= 97) set({ foreground: code - 82 })
    else if (code >= 100 && code <= 107) set({ background: code - 92 })
    else if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes, at + 1)
      if (colour !== null) set(code === 38 ? { foreground: colour } : { background: colour })
      at += taken
    }
  }
  return next
}

type State = 'ground' | 'escape' | 'intermediate' | 'csi' | 'string' | 'stringEscape'

/** A sequence that never ends must not grow without bound. */
const longestSequence = 256
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that begin a sequence
const introducer = /[\u001b\u0090\u0098\u009b\u009d\u009e\u009f]/

export interface AnsiParser {
  /** Parses the next piece of text; sequences and styles go on from piece to piece. */
  push(text: string): Span[]
  /** Ends the line: an unfinished sequence is dropped, the style stays. */
  endLine(): void
}

/** Erase in line, by its parameter (ECMA-48, 8.3.41). */
const erased: ReadonlyMap<string, Span['erase']> = new Map([
  ['', 'behind'],
  ['0', 'behind'],
  ['1', 'before'],
  ['2', 'all'],
])

export function createAnsiParser(): AnsiParser {
  let state: State = 'ground'
  let style = plainStyle
  let parameters = ''

  /** One character inside a sequence. @returns what it clears of the line, if anything */
  function step(character: string): Span['erase'] {
    const code = character.charCodeAt(0)
    if (code === 0x18 || code === 0x1a) {
      state = 'ground'
    } else if (state === 'string') {
      if (code === 0x07 || code === 0x9c) state = 'ground'
      else if (code === 0x1b) state = 'stringEscape'
    } else if (state === 'stringEscape' && character === '\\') {
      state = 'ground'
    } else if (code === 0x1b || (code >= 0x80 && code <= 0x9f)) {
      begin(code)
    } else if (state === 'csi') {
      if (code >= 0x40 && code <= 0x7e) {
        if (character === 'm' && /^[\d;:]*$/.test(parameters)) style = applySgr(style, parameters)
        state = 'ground'
        if (character === 'K') return erased.get(parameters)
      } else if (code >= 0x20 && parameters.length < longestSequence) parameters += character
    } else if (state === 'intermediate') {
      if (code >= 0x30) state = 'ground'
    } else {
      afterEscape(character, code)
    }
    return undefined
  }
  function begin(code: number) {
    parameters = ''
    if (code === 0x1b) state = 'escape'
    else if (code === 0x9b) state = 'csi'
    else if (code === 0x90 || code === 0x98 || code === 0x9d || code === 0x9e || code === 0x9f)
      state = 'string'
    else state = 'ground'
  }
  function afterEscape(character: string, code: number) {
    if (character === '[') {
      state = 'csi'
      parameters = ''
    } else if (']PX^_'.includes(character)) state = 'string'
    else if (code >= 0x20 && code <= 0x2f) state = 'intermediate'
    else state = 'ground'
  }

  return {
    push(text) {
      const spans: Span[] = []
      let from = 0
      while (from < text.length) {
        if (state !== 'ground') {
          const erase = step(text[from]!)
          if (erase) spans.push({ text: '', style, erase })
          from++
          continue
        }
        const rest = from === 0 ? text : text.slice(from)
        const at = rest.search(introducer)
        const run = at === -1 ? rest : rest.slice(0, at)
        if (run) spans.push({ text: run, style })
        if (at === -1) break
        begin(rest.charCodeAt(at))
        from += at + 1
      }
      return spans
    },
    endLine() {
      state = 'ground'
      parameters = ''
    },
  }
}
