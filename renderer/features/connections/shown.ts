import type { ConnectionColour, ConnectionPhase, Target } from '../../../main/contract/connections'

/** For `--connection`, by which a part of the window takes a connection's colour. */
export const colourStyle = (colour: ConnectionColour) => ({ '--connection': `var(--connection-${colour})` })

/** Its shape, as StateMark knows it. */
export const markOf: Record<ConnectionPhase, string> = {
  connecting: 'starting',
  connected: 'ready',
  lost: 'warning',
  refused: 'failed',
  changed: 'warning',
}

/** The way there, in a word. */
export const wayOf = (target: Target | null): string => target?.kind ?? 'none'
