/** How wide a panel is, as a person has chosen it. */
export interface PanelChoice {
  /** The part of the room that it takes; null while they left it alone. */
  readonly share: number | null
  /** It takes all of the room. */
  readonly maximised: boolean
}

interface PanelLimits {
  /** Pixels that the panel and what it stands beside have together. */
  readonly room: number
  /** Pixels of the panel in a window of the usual size. */
  readonly initial: number
  readonly smallest: number
  /** The part of the room that it takes at most. */
  readonly most: number
}

/** Pixels of the sidebar, which is there at every size. */
const sidebar = 188
/** The room in a window of 1360 pixels. */
const usualRoom = 1360 - sidebar
/** How much faster a panel grows than the window: rows have room enough before details do. */
const growth = 1.6
/** The part of the room that a panel takes which nobody has made wider. */
const modest = 0.6

export const roomOf = (windowWidth: number): number => Math.max(0, windowWidth - sidebar)

/** What was remembered, perhaps by another version. @param width pixels that an earlier version remembered */
export function readChoice(value: unknown, width: unknown): PanelChoice {
  const { share, maximised } =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const isShare = (one: unknown): one is number => typeof one === 'number' && one > 0 && one <= 1
  const former = typeof width === 'number' ? width / usualRoom : null
  const known = [share, former].find(isShare)
  return { share: known ?? null, maximised: maximised === true }
}

export function largestWidth({ room, smallest, most }: PanelLimits): number {
  return Math.round(Math.max(smallest, room * most))
}

/** In pixels, however wide the window is by now. */
export function panelWidth(limits: PanelLimits, share: number | null): number {
  const { room, initial, smallest } = limits
  const grown = initial * (1 + (growth * Math.max(0, room - usualRoom)) / usualRoom)
  const wished = share === null ? Math.min(grown, room * modest) : room * share
  return Math.round(Math.max(smallest, Math.min(wished, largestWidth(limits))))
}
