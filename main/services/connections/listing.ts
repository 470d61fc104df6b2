import { createHash } from 'node:crypto'
import {
  type ConnectionColour,
  type ConnectionSource,
  connectionColours,
  type ListedConnection,
  type Target,
} from '../../contract/connections'
import type { Sentence } from '../../texts/sentence'
import { addressOf, unusable } from './address'
import { type DockerContexts, readDockerContexts } from './dockerContexts'
import type { ConnectionStore } from './store'
import { answeringSockets } from './systemSockets'

interface Sources {
  readonly store: ConnectionStore
  /** The bundled engine's. */
  socket(): string
  readonly dockerFolder: string
  /** Those that are worth asking. */
  readonly systemSockets: readonly string[]
}

export interface Listing {
  /** All that can be chosen; sockets of the system only where somebody answers. */
  all(): Promise<{ connections: ListedConnection[]; problems: readonly Sentence[] }>
  bundled(): ListedConnection
  /** One of them, whether or not it answers; undefined when there is none of this id. */
  find(id: string): Promise<ListedConnection | undefined>
}

export function createListing({ store, socket, dockerFolder, systemSockets }: Sources): Listing {
  function listed(
    id: string,
    source: ConnectionSource,
    name: string,
    target: Target | null,
    rest: Partial<ListedConnection> = {},
  ): ListedConnection {
    const look = store.content.looks?.[id]
    return {
      id,
      source,
      name: look?.name ?? name,
      colour: look?.colour ?? colourOf(id),
      address: target ? addressOf(target) : '',
      target,
      unusable: target ? unusable(target) : null,
      isCurrentContext: false,
      ...rest,
    }
  }

  const bundled = () => listed('bundled', 'bundled', 'Slipway engine', { kind: 'unix', socket: socket() })

  const added = () =>
    (store.content.added ?? []).map(({ id, name, colour, target }) => ({
      ...listed(id, 'added', name, target),
      colour,
    }))

  /** Without those that lead to the bundled engine: it is there by itself. */
  const ofContexts = ({ contexts, current }: DockerContexts) =>
    contexts
      .filter(({ target }) => !(target?.kind === 'unix' && target.socket === socket()))
      .map(({ name, address, target, unusable }) =>
        listed(`context:${name}`, 'context', name, target, {
          address,
          unusable,
          isCurrentContext: name === current,
        }),
      )

  const ofSystem = (path: string) => {
    const engine = path.includes('podman') ? 'Podman' : 'Docker'
    const name =
      path.startsWith('/var/run') || path.startsWith('/run/podman') ? engine : `${engine}, rootless`
    return listed(`system:${path}`, 'system', name, { kind: 'unix', socket: path })
  }

  return {
    bundled,

    async all() {
      const [contexts, answering] = await Promise.all([
        readDockerContexts(dockerFolder),
        answeringSockets(systemSockets.filter((path) => path !== socket())),
      ])
      const connections = [bundled(), ...ofContexts(contexts), ...answering.map(ofSystem), ...added()]
      const { problem } = store
      return { connections, problems: [...(problem ? [problem] : []), ...contexts.problems] }
    },

    async find(id) {
      if (id === 'bundled') return bundled()
      const ofStore = added().find((one) => one.id === id)
      if (ofStore) return ofStore
      const path = systemSockets.find((socket) => `system:${socket}` === id)
      if (path) return ofSystem(path)
      return ofContexts(await readDockerContexts(dockerFolder)).find((one) => one.id === id)
    },
  }
}

/** The bundled engine's is teal; what was given none has the same one each time. */
function colourOf(id: string): ConnectionColour {
  if (id === 'bundled') return 'teal'
  const others = connectionColours.slice(1)
  return others[createHash('sha256').update(id).digest()[0]! % others.length]!
}
