import { en } from './en'

/** The name of a sentence: `denied/port`. */
export type Code = keyof typeof en

/** What fills a placeholder: an array is told with commas, a sentence in the language of the one around it. */
export type Param = string | number | readonly string[] | Sentence
export interface Params {
  readonly [name: string]: Param | undefined
}

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never
/** What the sentence of this code needs; where it has a plural, `n` decides. */
export type ParamsOf<C extends Code> = { readonly [Name in Placeholders<(typeof en)[C]>]: Param }
type Needed<C extends Code> =
  Record<never, never> extends ParamsOf<C> ? [params?: ParamsOf<C>] : [params: ParamsOf<C>]

/** What main has to say to a person. Whoever shows it says it, in the language that is spoken there. */
export interface Sentence {
  readonly code: Code
  readonly params: Params
}

/** `sentence('denied/port', { port: 80 })` */
export function sentence<C extends Code>(code: C, ...[params]: Needed<C>): Sentence {
  return { code, params: params ?? {} }
}

/**
 * Fills in a sentence's placeholders, one that nothing is known for is left as it is.
 * @param fill how a sentence among the params, and foreign text, are told
 */
export function filled(
  params: Params,
  fill: { sentence(inner: Sentence): string; text(foreign: string): string },
) {
  const known = Object.entries(params).filter((entry): entry is [string, Param] => entry[1] !== undefined)
  return Object.fromEntries(known.map(([name, value]) => [name, told(value)]))

  function told(value: Param): string | number {
    if (typeof value === 'number') return value
    if (typeof value === 'string') return fill.text(value)
    return isSentence(value) ? fill.sentence(value) : fill.text(value.join(', '))
  }
}

function isSentence(value: Exclude<Param, string | number>): value is Sentence {
  return !Array.isArray(value)
}

/** Whether a param is the sentence of this code. */
export function isSaid(value: Param | undefined, code: Code): boolean {
  return typeof value === 'object' && isSentence(value) && value.code === code
}

/** The same at once in main's own language: `said('tray/openPort', { port: 80 })` */
export function said<C extends Code>(code: C, ...params: Needed<C>): string {
  return say(sentence(code, ...params))
}

/** The sentence in main's own language: for the log, the command line, the tray and notices of the desktop. */
export function say({ code, params }: Sentence): string {
  const known = filled(params, { sentence: say, text: (foreign) => foreign })
  const [one = '', other = one] = en[code].split(' | ')
  const text = known.n === 1 ? one : other
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(known[name] ?? placeholder))
}
