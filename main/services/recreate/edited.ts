import type { RunRequest } from '../../contract/containers'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import type { RemovalRecord } from '../removed/record'
import { onImage } from './onImage'

type Mount = RunRequest['mounts'][number]
type Port = RunRequest['ports'][number]

/** The images of before and after; their settings are missing where an image is gone. */
export interface EditImages {
  readonly own: InspectedImage['Config']
  /** Null where it stays. */
  readonly next: { readonly id: string; readonly config: InspectedImage['Config'] } | null
}

interface Config {
  readonly Env?: readonly string[] | null
  readonly ExposedPorts?: Readonly<Record<string, object>> | null
  readonly Volumes?: Readonly<Record<string, object>> | null
}
interface HostConfig {
  readonly PortBindings?: Readonly<Record<string, readonly Binding[] | null>> | null
  readonly Binds?: readonly string[] | null
  readonly Mounts?: readonly { readonly Target?: string }[] | null
}
interface Binding {
  readonly HostIp: string
  readonly HostPort: string
}

const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)

/** Which of what Run asks for is another one; only that is changed, and what Run cannot ask for stays as it is. */
export function changedIn(before: RunRequest, after: RunRequest): (keyof RunRequest)[] {
  return (Object.keys(before) as (keyof RunRequest)[]).filter((field) => differs(before[field], after[field]))
}

/**
 * A container as it is written down, with what a person has changed of it laid over.
 * @param before what it is run with, as the form showed it
 */
export function edited(
  record: RemovalRecord,
  before: RunRequest,
  after: RunRequest,
  { own, next }: EditImages,
): RemovalRecord {
  const changed = new Set(changedIn(before, after))
  const stands = next ? onImage(record.inspection.Config, own, next.config) : record.inspection.Config
  const config = stands as unknown as Config & Record<string, unknown>
  const host = record.inspection.HostConfig as HostConfig
  const targets = new Set(added(before.mounts, after.mounts).map(({ target }) => target))
  const inspection = {
    ...record.inspection,
    Config: {
      ...config,
      ...(changed.has('image') && { Image: after.image }),
      ...(changed.has('command') && { Cmd: commandOf(after, next ? next.config : own) }),
      ...(changed.has('environment') && { Env: environmentIn(config, before, after) }),
      ...(changed.has('tty') && { Tty: after.tty, OpenStdin: after.tty }),
      ...(changed.has('ports') && { ExposedPorts: exposedIn(config, before.ports, after.ports) }),
      Volumes: config.Volumes && without(config.Volumes, targets),
    },
    HostConfig: {
      ...host,
      ...(changed.has('restartPolicy') && { RestartPolicy: { Name: after.restartPolicy } }),
      ...(changed.has('ports') && { PortBindings: bindingsIn(host, before.ports, after.ports) }),
      ...(changed.has('mounts') && mountsIn(host, before.mounts, after.mounts)),
    },
    // An anonymous volume has no place where something else is mounted now.
    Mounts: (record.inspection.Mounts ?? []).filter(({ Destination }) => !targets.has(Destination)),
  } as unknown as InspectedContainer & Readonly<Record<string, unknown>>
  return {
    ...record,
    inspection,
    name: after.name || record.name,
    ...(next && { image: after.image, imageId: next.id }),
  }
}

/** Named also where it is the image's own: beside an entrypoint the engine takes none for no arguments. */
const commandOf = ({ command }: RunRequest, image: EditImages['own']) =>
  command.length > 0 ? command : (image?.Cmd ?? null)

const without = <T>(all: Readonly<Record<string, T>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name)))

function environmentIn({ Env }: Config, before: RunRequest, after: RunRequest): string[] {
  const own = new Set(before.environment.map(({ name }) => name))
  const kept = (Env ?? []).filter((entry) => !own.has(entry.split('=')[0]!))
  const asked = after.environment.map(({ name, value }) => `${name}=${value}`)
  const names = new Set(after.environment.map(({ name }) => name))
  return [...kept.filter((entry) => !names.has(entry.split('=')[0]!)), ...asked]
}

const exposed = ({ containerPort, protocol }: Port) => `${containerPort}/${protocol}`

function exposedIn({ ExposedPorts }: Config, before: readonly Port[], after: readonly Port[]) {
  const kept = without(ExposedPorts ?? {}, new Set(before.map(exposed)))
  return { ...kept, ...Object.fromEntries(after.map((port) => [exposed(port), {}])) }
}

/** Those that the form has no row for (sctp) stay, and a row that nobody touched is what the engine has of it: perhaps a range. */
function bindingsIn({ PortBindings }: HostConfig, before: readonly Port[], after: readonly Port[]) {
  const bindings: Record<string, readonly Binding[] | null> = without(
    PortBindings ?? {},
    new Set(before.map(exposed)),
  )
  for (const port of after) {
    const same = before.filter((one) => exposed(one) === exposed(port))
    const at = same.findIndex((one) => !differs(one, port))
    const known = at < 0 ? undefined : PortBindings?.[exposed(port)]?.[at]
    const fresh = { HostIp: port.hostIp, HostPort: port.hostPort === null ? '' : String(port.hostPort) }
    bindings[exposed(port)] = [...(bindings[exposed(port)] ?? []), known ?? fresh]
  }
  return bindings
}

const added = <T>(before: readonly T[], after: readonly T[]) =>
  after.filter((one) => !before.some((other) => !differs(one, other)))

/** A row that nobody touched stays as the engine has it, with options that the form does not know. */
function mountsIn({ Binds, Mounts }: HostConfig, before: readonly Mount[], after: readonly Mount[]) {
  const gone = new Set([...added(after, before), ...added(before, after)].map(({ target }) => target))
  const fresh = added(before, after).map(({ source, target, readOnly }) => ({
    Type: source.startsWith('/') ? 'bind' : 'volume',
    Source: source,
    Target: target,
    ReadOnly: readOnly,
  }))
  return {
    Binds: Binds?.filter((bind) => !gone.has(bind.split(':')[1]!)),
    Mounts: [...(Mounts ?? []).filter(({ Target }) => !gone.has(Target!)), ...fresh],
  }
}
