import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sentence } from '../../texts/sentence'
import { connectKeeper, type KeeperConnection, type KeeperState, readKeeperRecord } from './keeper'
import { type EnginePaths, pathsWithin } from './paths'
import { SaidError } from './problem'

/** The way to whichever keeper runs for a home: at most one connection, found again when it was lost. */
export interface KeeperLink {
  /** Of the keeper that was last connected to: it may have been started with another run directory. */
  readonly paths: EnginePaths
  readonly connection: KeeperConnection | null
  /**
   * Connects when a keeper runs; its first state has arrived when this resolves to true.
   * @throws SaidError `keeper/deaf` when it says nothing for too long; what it says later counts all the same
   */
  connect(): Promise<boolean>
  /**
   * Settles as the promise does, which a keeper is to bring about, for as long as that one answers at all.
   * @throws SaidError `keeper/deaf`
   */
  attend<T>(promise: Promise<T>): Promise<T>
  /** Calls `appeared` when somebody else may have started a keeper. */
  watch(appeared: () => void): void
  close(): void
}

export interface KeeperLinkListener {
  onState(state: KeeperState): void
  /** The keeper ended; `last` is what it said last. */
  onEnd(last: KeeperState | null): void
}

/** @param patience milliseconds that a keeper may say nothing when it is asked */
export function createKeeperLink(
  own: EnginePaths,
  listener: KeeperLinkListener,
  patience: number,
): KeeperLink {
  let paths = own
  let connection: KeeperConnection | null = null
  let connecting: Promise<boolean> | null = null
  let watcher: FSWatcher | null = null
  let closed = false

  async function tryPaths(candidate: EnginePaths): Promise<boolean> {
    let last: KeeperState | null = null
    let over = false
    let greeted: (arrived: boolean) => void = () => {}
    const greeting = new Promise<boolean>((resolve) => {
      greeted = resolve
    })
    function lost() {
      over = true
      connection?.close()
      connection = null
      greeted(false)
      if (!closed) listener.onEnd(last)
    }
    function stranger() {
      over = true
      connection?.close()
      connection = null
      greeted(false)
    }
    const found = await connectKeeper(candidate.control, {
      onState(state) {
        last = state
        if (closed) return
        // Its last word, but it is gone only when the connection is: onEnd says so.
        if (state.state === 'stopped') return
        // Another home may have the same run directory. Its engine is none of ours.
        if (state.home !== undefined && !isSame(state.home, own.home)) return stranger()
        listener.onState(state)
        greeted(true)
      },
      onEnd: lost,
    })
    if (!found || over || closed) {
      found?.close()
      return false
    }
    paths = candidate
    connection = found
    return greeting
  }

  async function connectAnywhere(): Promise<boolean> {
    const recorded = readKeeperRecord(own.lock)?.run
    if (recorded && recorded !== own.run && (await tryPaths(pathsWithin(own.home, recorded)))) return true
    return tryPaths(own)
  }

  const deaf = () => new SaidError(sentence('keeper/deaf', { home: own.home, socket: paths.control }))

  async function attend<T>(promise: Promise<T>): Promise<T> {
    for (;;) {
      const settled = await within(patience, promise)
      if (settled) return settled.value
      if (connection && !(await connection.answers(patience))) throw deaf()
    }
  }

  return {
    get paths() {
      return paths
    },
    get connection() {
      return connection
    },
    async connect() {
      if (connection && !connecting) return true
      connecting ??= connectAnywhere().finally(() => {
        connecting = null
      })
      const settled = await within(patience, connecting)
      if (!settled) throw deaf()
      return settled.value
    },
    attend,
    watch(appeared) {
      if (watcher || closed) return
      try {
        watcher = watch(dirname(own.lock), { persistent: false }, (_, name) => {
          if (name === 'keeper.lock' && !connection) appeared()
        })
        watcher.on('error', () => {})
      } catch {
        // No engine was ever started here. Whoever starts the first one through us connects without this.
      }
    },
    close() {
      closed = true
      watcher?.close()
      connection?.close()
      connection = null
    },
  }
}

/** What the promise gives, or null when that takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<{ readonly value: T } | null> {
  const late = new AbortController()
  try {
    return await Promise.race([
      promise.then((value) => ({ value })),
      pause(milliseconds, null, { signal: late.signal }),
    ])
  } finally {
    late.abort()
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return one === other || realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}
