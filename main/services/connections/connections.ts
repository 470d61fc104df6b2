import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { snapshots } from '../../base/latch'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { addressOf, unusable } from './address'
import type { Chosen, Shown } from './chosen'
import type { Listing } from './listing'
import { isRegistered, register, unregister } from './registration'
import type { ConnectionStore } from './store'
import type { Trials } from './trials'

interface Dependencies {
  readonly chosen: Chosen
  readonly listing: Listing
  readonly store: ConnectionStore
  readonly trials: Trials
  /** What the Docker context `slipway` is made of. */
  registration(): { readonly folder: string; readonly home: string; readonly socket: string }
}

/** Which engines there are, and which one the others speak with. */
export function createConnections(parts: Dependencies): Services['connections'] {
  const { chosen, listing, store, trials, registration } = parts

  /** Counts what was wished for, and the switches under way. */
  let wishes = 0
  let switching = 0

  async function find(id: string) {
    const listed = await listing.find(id)
    if (!listed) throw new AppError('not-found/connection', { object: id })
    return listed
  }

  function mayUse(target: Parameters<typeof unusable>[0]) {
    const why = unusable(target)
    if (why) throw new AppError('unsupported/connection', { object: addressOf(target), why })
    if (target.kind !== 'unix' || placeOf(target.socket) !== placeOf(registration().socket)) return
    throw new AppError('unsupported/own-socket', { object: target.socket })
  }

  /** @param id of the one that is to bear the name; none yet of a new one */
  async function mustBeFree(name: string, id?: string) {
    const { connections } = await listing.all()
    const taken = connections.some(
      (one) => one.id !== id && one.name.trim().toLowerCase() === name.trim().toLowerCase(),
    )
    if (taken) throw new AppError('name-taken/connection', { name, object: name })
  }

  return {
    watch: (signal) => snapshots(async () => chosen.state, chosen.onChange, signal),

    async list() {
      return { ...(await listing.all()), registered: isRegistered(registration()) }
    },

    async switchTo({ id }) {
      const mine = ++wishes
      const { id: shown, address } = chosen.state
      if (id === shown && switching === 0) {
        const now = await listing.find(id)
        if (mine !== wishes) return
        // Where it was edited meanwhile, it is another one.
        if (!now || now.address === address) return chosen.reconnect()
      }
      const listed = await find(id)
      // Whatever was wished for last is what counts.
      if (mine !== wishes) return
      switching++
      try {
        await chosen.use(listed)
      } finally {
        switching--
      }
      store.note({ active: listed.source === 'bundled' ? null : remembered(chosen.state) })
    },

    async reconnect() {
      chosen.reconnect()
    },

    async tryOut({ target }) {
      mayUse(target)
      return trials.greet(target)
    },

    trustHost: ({ target, fingerprint }) => trials.trustHost(target, fingerprint),

    async trustEngine({ identity }) {
      chosen.trust(identity)
    },

    async add({ name, colour, target }) {
      mayUse(target)
      await mustBeFree(name)
      const id = `added:${randomUUID()}`
      store.change({ added: [...(store.content.added ?? []), { id, name, colour, target }] })
      return { id }
    },

    async change({ id, name, colour }) {
      const { source } = await find(id)
      await mustBeFree(name, id)
      const { added = [], looks = {} } = store.content
      if (source !== 'added') store.change({ looks: { ...looks, [id]: { name, colour } } })
      else store.change({ added: added.map((one) => (one.id === id ? { ...one, name, colour } : one)) })
      if (id === chosen.state.id) chosen.show({ ...remembered(chosen.state), source, name, colour })
    },

    async remove({ id }) {
      const { source, name } = await find(id)
      if (source !== 'added') {
        throw new AppError('unsupported/not-added', { object: name })
      }
      if (id === chosen.state.id) throw new AppError('in-use/active', { object: name })
      const { added = [], engines = {} } = store.content
      const { [id]: _, ...others } = engines
      store.change({ added: added.filter((one) => one.id !== id), engines: others })
    },

    async register({ on }) {
      if (on) register(registration())
      else await unregister(registration())
    },
  }
}

/** The same socket by whatever name; as it is written where nothing is there. */
function placeOf(socket: string): string {
  try {
    return realpathSync(socket)
  } catch {
    return socket
  }
}

/** What is kept of the active connection, so that it can be shown also when it is gone. */
function remembered({ id, name, address, colour }: Shown) {
  return { id, name, address, colour }
}
