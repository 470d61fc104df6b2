import type { ActivityKind } from '../../../main/contract/activity'
import { welcomeImage } from '../../../main/contract/constants'

interface Named {
  readonly kind: ActivityKind
  readonly object: string | null
}

/** Built from Slipway's own files, and not from a folder of the person's. */
export function isWelcome({ kind, object }: Named): boolean {
  return kind === 'build' && object === welcomeImage
}

/** There is a place that shows how it goes, in all detail. */
export function hasPlace(transfer: Named): boolean {
  const { kind } = transfer
  return kind === 'pull' || kind === 'push' || (kind === 'build' && !isWelcome(transfer))
}
