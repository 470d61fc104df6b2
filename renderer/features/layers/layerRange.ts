import type { Range } from '../../../main/contract/layerFiles'

/** The layers that were chosen: from where the choice began to where it was led. Both counted from the base, which is 0. */
export interface LayerChoice {
  readonly anchor: number
  readonly focus: number
}

export function rangeOf({ anchor, focus }: LayerChoice): Range {
  return { from: Math.min(anchor, focus), to: Math.max(anchor, focus) }
}

/**
 * The choice after a move.
 * @param to where the person went; held within the stack
 * @param extend Shift was held: the choice goes from where it began
 */
export function choose(choice: LayerChoice, to: number, extend: boolean, count: number): LayerChoice {
  const focus = Math.max(0, Math.min(to, count - 1))
  return { anchor: extend ? choice.anchor : focus, focus }
}
