import { type EngineFeature, engineFeatures } from '../../contract/connections'
import type { Connection } from '../../engine/client/connection'
import { askLacks } from '../../engine/client/greeting'
import type { Engine } from '../../engine/owned/lifecycle'
import { isLoopback } from '../../engine/transport/tcpTransport'
import { parseAddress } from './address'

/** What the bundled engine cannot do. */
export interface OwnLacks {
  /** As it said when it last became ready; empty before it ever did. */
  readonly lacks: readonly EngineFeature[]
  dispose(): void
}

/**
 * Asks the bundled engine once after each of its starts: the machine may have been started in another way since.
 * @param asking a connection for this alone, which no change of the active one interrupts; disposed with this
 */
export function watchOwnLacks(
  engine: Pick<Engine, 'state' | 'onState'>,
  asking: Connection,
  onChange: () => void,
): OwnLacks {
  let lacks: readonly EngineFeature[] = []
  let wasReady = false

  function follow({ phase }: Engine['state']) {
    const isReady = phase === 'ready'
    if (isReady && !wasReady) void ask()
    wasReady = isReady
  }

  async function ask() {
    try {
      const found = await askLacks(asking, 'Slipway')
      if (String(found) === String(lacks)) return
      lacks = found
      onChange()
    } catch {
      // It ended meanwhile, and is asked when it is back.
    }
  }

  follow(engine.state)
  const stop = engine.onState(follow)
  return {
    get lacks() {
      return lacks
    },
    dispose() {
      stop()
      asking.dispose()
    },
  }
}

/** What an engine that is not the bundled one cannot do, in the contract's order. */
export function lacksOf(address: string, said: readonly EngineFeature[]): readonly EngineFeature[] {
  // Paths that another engine names are not believed, so nothing is read where its layers lie.
  const all = new Set<EngineFeature>(['layersOnDisk', ...said])
  if (!isHere(address)) all.add('sameMachine')
  return engineFeatures.filter((feature) => all.has(feature))
}

/** Behind ssh there is another machine, be it one inside this one. */
function isHere(address: string): boolean {
  const target = parseAddress(address, null)
  return target?.kind === 'unix' || (target?.kind === 'tcp' && isLoopback(target.host))
}
