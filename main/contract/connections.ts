import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'
import type { ErrorData } from './errors'
import { PortNumber } from './values'

const absolutePath = z.string().max(4096).startsWith('/')
/** A name or an address, without brackets, user or port. */
const HostName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-zA-Z0-9:][a-zA-Z0-9._:%-]*$/)

/** Certificate files, in PEM. Only their paths are kept. */
export const TlsFiles = z.object({
  /** Who must have signed the engine's certificate; null: the authorities that this machine trusts. */
  ca: absolutePath.nullable(),
  /** What the engine knows the person by; both or neither. */
  cert: absolutePath.nullable(),
  key: absolutePath.nullable(),
})
export type TlsFiles = z.infer<typeof TlsFiles>

/** Where an engine is reached. */
export const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unix'), socket: absolutePath }),
  z.object({
    kind: z.literal('tcp'),
    host: HostName,
    port: PortNumber,
    /** Null, that is in the clear, only on this machine's own loopback. */
    tls: TlsFiles.nullable(),
  }),
  z.object({
    kind: z.literal('ssh'),
    /** Null: as ssh's configuration says, else the name of whoever runs Slipway. In a domain: `CORP\user`, `user@corp.example`. */
    user: z
      .string()
      .max(100)
      .regex(/^[a-zA-Z0-9_](?:[a-zA-Z0-9_.@+\\-]*[a-zA-Z0-9_.@+-])?$/)
      .nullable(),
    /** Or an alias of ssh's configuration. */
    host: HostName,
    /** Null: as ssh's configuration says, else 22. */
    port: PortNumber.nullable(),
    /** The engine's socket there; null: /var/run/docker.sock. */
    socket: absolutePath.nullable(),
    /** The one key to log in with; null: as ssh's configuration says, else the agent, then the usual key files. */
    identityFile: absolutePath.nullable(),
  }),
])
export type Target = z.infer<typeof Target>

/** By which a connection is known at a glance; the window has a colour for each. */
export const connectionColours = [
  'teal',
  'blue',
  'violet',
  'magenta',
  'red',
  'orange',
  'green',
  'grey',
] as const
export type ConnectionColour = (typeof connectionColours)[number]

/** `bundled`; a Docker context of the person's; a socket of this machine that answers; what they added. */
export type ConnectionSource = 'bundled' | 'context' | 'system' | 'added'

export interface ListedConnection {
  /** `bundled`, or `context:` and its name, `system:` and its socket, `added:` and a uuid. */
  readonly id: string
  readonly source: ConnectionSource
  readonly name: string
  readonly colour: ConnectionColour
  /** As Docker writes it: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly address: string
  /** Null for a context that cannot be used. */
  readonly target: Target | null
  /** Why it cannot be switched to, as a sentence's end; null when it can. */
  readonly unusable: Sentence | null
  /** The context that the person's docker command line uses now. */
  readonly isCurrentContext: boolean
}

export interface ConnectionList {
  readonly connections: readonly ListedConnection[]
  /** Whether the bundled engine is the Docker context `slipway`. */
  readonly registered: boolean
  /** Why something is missing here, and cannot be changed: a file that cannot be read. */
  readonly problems: readonly Sentence[]
}

/**
 * What some engines lack. `layersOnDisk`: the layers of images are read out of what it saves, which takes longer, and those
 * of containers not at all. `pause`, `limits` (of memory and processor): it has no cgroups for them. `restartAfterReboot`:
 * nothing of it starts with the machine. `mountCheck`: it makes a folder of the host that is to be mounted and not there.
 * `sameMachine`: host ports and host paths are those of another machine.
 */
export const engineFeatures = [
  'layersOnDisk',
  'pause',
  'limits',
  'restartAfterReboot',
  'mountCheck',
  'sameMachine',
] as const
export type EngineFeature = (typeof engineFeatures)[number]

export interface ConnectedEngine {
  readonly kind: 'docker' | 'podman'
  readonly version: string
  /** What is spoken with it: the highest that both know. */
  readonly apiVersion: string
  /** The machine's name, as the engine says it. */
  readonly name: string
  /** Tells it from every other engine. */
  readonly identity: string
  readonly lacks: readonly EngineFeature[]
}

/**
 * `lost`: it does not answer, and is knocked at again and again. `refused`: we will not speak with it, or it not with
 * us, for `error`; nothing is tried again before `reconnect`. `changed`: another engine answers than the one that was
 * pinned: it is shown, and refuses (`engine-changed`) all but reads until `trustEngine`.
 */
export type ConnectionPhase = 'connecting' | 'connected' | 'lost' | 'refused' | 'changed'

export interface ActiveConnection {
  /** Another number each time that one is chosen; see `Session`. */
  readonly session: number
  readonly id: string
  readonly source: ConnectionSource
  readonly name: string
  readonly colour: ConnectionColour
  readonly address: string
  readonly phase: ConnectionPhase
  /** Since when it does not answer, in milliseconds since 1970; null while it does. */
  readonly staleSince: number | null
  /** Why, of `refused` and `lost`, where that is known. `host-key-unknown` has the key's `fingerprint`. */
  readonly error: ErrorData | null
  /** Who answered last; null for the bundled one, whose state `engine.watch` has, and before any did. */
  readonly engine: ConnectedEngine | null
  readonly lacks: readonly EngineFeature[]
}

const Id = z.string().min(1).max(400)
/** Characters. */
export const longestName = 60
export const ConnectionName = z.string().trim().min(1).max(longestName)
const Colour = z.enum(connectionColours)

/** What Add asks for. The same schema checks the form in the window and the request in main. */
export const NewConnection = z.object({ name: ConnectionName, colour: Colour, target: Target })
export type NewConnection = z.infer<typeof NewConnection>

export const connections = {
  /** The one that all other sections speak with. */
  watch: stream().emits<ActiveConnection>(),
  /** Looked up when it is asked for; takes up to a second. */
  list: call().returns<ConnectionList>(),
  /**
   * What is under way ends with `engine-unreachable`; lists are empty until the other engine answers. It never
   * switches by itself. Fails with `not-found`, `unsupported`.
   */
  switchTo: call(z.object({ id: Id })).returns<void>(),
  /** Tries at once, also after `refused`. */
  reconnect: call().returns<void>(),
  /**
   * Who answers there, without switching. Fails with `host-key-unknown` (details: `host`, `fingerprint`, `keyType`),
   * `host-key-changed`, `certificate-refused`, `login-denied`, `engine-too-old`, `engine-unreachable`, ...
   */
  tryOut: call(z.object({ target: Target })).returns<ConnectedEngine>(),
  /** Writes the host's key to a file of Slipway's own, when it is still the one of this fingerprint. */
  trustHost: call(
    z.object({ target: Target, fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/) }),
  ).returns<void>(),
  /** Takes the engine that answers now as the right one, when it is still this one. */
  trustEngine: call(z.object({ identity: z.string().min(1).max(1000) })).returns<void>(),
  /** Nothing is tried. Fails with `unsupported` for tcp in the clear to another machine and for the bundled engine's own socket, `name-taken`. */
  add: call(NewConnection).returns<{ readonly id: string }>(),
  /** Fails with `name-taken`. */
  change: call(z.object({ id: Id, name: ConnectionName, colour: Colour })).returns<void>(),
  /** Only one that was added, and not the active one (`in-use`). */
  remove: call(z.object({ id: Id })).returns<void>(),
  /**
   * Makes the bundled engine the Docker context `slipway`, or takes that away. Fails with `name-taken` for a context
   * of that name that is not ours, `in-use` while it is the current one.
   */
  register: call(z.object({ on: z.boolean() })).returns<void>(),
}
