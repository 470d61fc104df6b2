import type { AlignedLayer } from '../../../../main/contract/layers'

/**
 * A part of two stacks that are seen side by side: a layer that both have, or what each has on its own up to the next one that
 * both have. Places count from the base of their own stack, which is 0, and come base first.
 */
export type StackSegment =
  | { readonly kind: 'both'; readonly a: number; readonly b: number; readonly keptOnce: boolean }
  | { readonly kind: 'apart'; readonly a: readonly number[]; readonly b: readonly number[] }

/** Two stacks cut where they meet, base first. */
export function segmentsOf(aligned: readonly AlignedLayer[]): readonly StackSegment[] {
  const segments: StackSegment[] = []
  let apart: { kind: 'apart'; a: number[]; b: number[] } | null = null
  for (const { a, b, keptOnce } of aligned) {
    if (a !== null && b !== null) {
      segments.push({ kind: 'both', a, b, keptOnce })
      apart = null
      continue
    }
    if (!apart) {
      apart = { kind: 'apart', a: [], b: [] }
      segments.push(apart)
    }
    if (a !== null) apart.a.push(a)
    if (b !== null) apart.b.push(b)
  }
  return segments
}

/** How many strata lie above each other in a segment. */
export function rowCount(segment: StackSegment): number {
  return segment.kind === 'both' ? 1 : Math.max(segment.a.length, segment.b.length)
}

/** A stratum by its side and its place in that side's stack. */
export interface Place {
  readonly side: 'a' | 'b'
  readonly layer: number
}

/**
 * Where an arrow key leads: up and down in a stack, left and right to the other side's stratum beside it; Home to the top,
 * End to the base. Null for any other key, and where there is nothing.
 */
export function moveTo(segments: readonly StackSegment[], { side, layer }: Place, key: string): Place | null {
  const stack = segments.flatMap((segment) => layersOf(segment, side))
  const to = (at: number | undefined): Place | null => (at === undefined ? null : { side, layer: at })
  switch (key) {
    case 'ArrowUp':
      return to(stack[stack.indexOf(layer) + 1])
    case 'ArrowDown':
      return to(stack[stack.indexOf(layer) - 1])
    case 'Home':
      return to(stack.at(-1))
    case 'End':
      return to(stack[0])
    case 'ArrowLeft':
    case 'ArrowRight':
      return across(segments, { side, layer }, key === 'ArrowLeft' ? 'a' : 'b')
    default:
      return null
  }
}

function layersOf(segment: StackSegment, side: 'a' | 'b'): readonly number[] {
  return segment.kind === 'both' ? [segment[side]] : segment[side]
}

/** The stratum of the other side at the same height; where it has none there, its nearest one below, else above. Of one that
 * both have the other side's: it looks the same, but up and down then go on there. */
function across(segments: readonly StackSegment[], { side, layer }: Place, other: 'a' | 'b'): Place | null {
  if (side === other) return null
  const at = segments.findIndex((segment) => layersOf(segment, side).includes(layer))
  const here = segments[at]
  if (!here) return null
  if (here.kind === 'both') return { side: other, layer: here[other] }
  const height = here[side].indexOf(layer)
  const beside = here[other][Math.min(height, here[other].length - 1)]
  const below = segments
    .slice(0, at)
    .flatMap((segment) => layersOf(segment, other))
    .at(-1)
  const above = segments.slice(at).flatMap((segment) => layersOf(segment, other))[0]
  const found = beside ?? below ?? above
  return found === undefined ? null : { side: other, layer: found }
}
