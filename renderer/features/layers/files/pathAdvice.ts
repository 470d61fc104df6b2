import type { EntryState, PathEvent, Range } from '../../../../main/contract/layerFiles'

/** What could be done better about a path, and the bytes that it would save. `layer` is where to do it. */
export interface Advice {
  readonly kind: 'owner' | 'mode' | 'time' | 'same' | 'replaced' | 'removed' | 'directory'
  readonly bytes: number
  readonly layer: number
}

/** Bytes of a path that the image holds for nothing, one piece of advice for each layer that did so; the largest first. */
export function adviceFor(events: readonly PathEvent[]): readonly Advice[] {
  return events
    .flatMap((event): readonly Advice[] => {
      const { before, wastedBytes: bytes } = event
      if (bytes === 0 || !before) return []
      // What was in a directory may be of many layers: told is the one that hid it.
      if (before.kind === 'directory') return [{ kind: 'directory', bytes, layer: event.layer }]
      const { layer } = before
      if (event.kind === 'removed') return [{ kind: 'removed', bytes, layer }]
      return [{ kind: event.metadataOnly ? metadataKind(event) : 'replaced', bytes, layer }]
    })
    .sort((a, b) => b.bytes - a.bytes)
}

function metadataKind({ reasons }: PathEvent): Advice['kind'] {
  if (reasons.includes('owner')) return 'owner'
  if (reasons.includes('mode')) return 'mode'
  return reasons.includes('time') ? 'time' : 'same'
}

/** The path as the layers up to the end of a range show it; what is gone by then as it was before. Null where it never was. */
export function stateAt(events: readonly PathEvent[], { to }: Range): EntryState | null {
  let state: EntryState | null = null
  for (const { layer, before, after } of events) {
    if (layer > to) break
    state = after ?? before ?? state
  }
  return state ?? events.find(({ after }) => after !== null)?.after ?? null
}

/** The versions of a path that layers hold, lowest first. */
export function versions(events: readonly PathEvent[]): readonly EntryState[] {
  return events.flatMap(({ after }) => (after ? [after] : []))
}
