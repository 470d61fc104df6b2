import type { SettingDifference } from '../contract/layers'

type Plain = Exclude<SettingDifference['setting'], 'environment' | 'label'>

/** What an image says of how it is run. Missing settings are null. */
export interface ImageSettings {
  readonly plain: Readonly<Record<Plain, string | null>>
  /** By name. */
  readonly environment: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
}

/** As inspect and an image's own configuration have it. OCI image specification, config.md. */
export interface Configured {
  readonly os: string
  readonly architecture: string
  readonly config?: {
    readonly Cmd?: readonly string[] | null
    readonly Entrypoint?: readonly string[] | null
    readonly WorkingDir?: string
    readonly User?: string
    readonly ExposedPorts?: readonly string[]
    readonly Volumes?: readonly string[]
    readonly Env?: readonly string[] | null
    readonly Labels?: Readonly<Record<string, string>> | null
  } | null
}

const inOrder: readonly Plain[] = [
  'command',
  'entrypoint',
  'user',
  'workingDir',
  'exposedPorts',
  'volumes',
  'platform',
]

/** Commands are written as JSON arrays of their words; ports and volumes in their order, with a comma between. */
export function settingsOf({ os, architecture, config }: Configured): ImageSettings {
  const { Cmd, Entrypoint, User, WorkingDir, ExposedPorts, Volumes, Env, Labels } = config ?? {}
  const words = (list?: readonly string[] | null) => (list?.length ? JSON.stringify(list) : null)
  const names = (list: readonly string[] = []) => [...list].sort().join(', ') || null
  return {
    plain: {
      command: words(Cmd),
      entrypoint: words(Entrypoint),
      user: User || null,
      workingDir: WorkingDir || null,
      exposedPorts: names(ExposedPorts),
      volumes: names(Volumes),
      platform: [os, architecture].filter(Boolean).join('/') || null,
    },
    environment: new Map((Env ?? []).map(variable)),
    labels: new Map(Object.entries(Labels ?? {})),
  }
}

/** `NAME=value`; the engine takes a name alone for one with an empty value. */
function variable(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

/** What differs from one image to another: plain settings first, then variables and labels, each by name. */
export function settingDifferences(a: ImageSettings, b: ImageSettings): SettingDifference[] {
  const plain = inOrder.map((setting) => ({
    setting,
    name: '',
    before: a.plain[setting],
    after: b.plain[setting],
  }))
  const all = [
    ...plain,
    ...byName('environment', a.environment, b.environment),
    ...byName('label', a.labels, b.labels),
  ]
  return all.filter(({ before, after }) => before !== after)
}

function byName(
  setting: 'environment' | 'label',
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): SettingDifference[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort()
  return names.map((name) => ({ setting, name, before: a.get(name) ?? null, after: b.get(name) ?? null }))
}
