import type { Image, ImageDetails } from '../../contract/images'
import { sortTags } from '../../shared/imageReference'

/** One image of `GET /images/json`, as far as it is used; API 1.41 to 1.51. */
export interface ListedImage {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
  /** Seconds since 1970. */
  readonly Created: number
  readonly Size: number
}

/** `GET /images/ID/json`, as far as it is used. */
export interface InspectedImage {
  readonly Id: string
  readonly RepoTags?: readonly string[] | null
  readonly RepoDigests?: readonly string[] | null
  /** RFC 3339; empty or missing when the builder gave no time. */
  readonly Created?: string
  readonly Size: number
  readonly Architecture?: string
  readonly Os?: string
  readonly Author?: string
  readonly RootFS?: { readonly Layers?: readonly string[] | null }
  readonly Config?: {
    readonly Cmd?: readonly string[] | null
    readonly Entrypoint?: readonly string[] | null
    readonly WorkingDir?: string
    readonly User?: string
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null
    readonly Volumes?: Readonly<Record<string, unknown>> | null
    readonly Env?: readonly string[] | null
    readonly Labels?: Readonly<Record<string, string>> | null
  } | null
}

export function toImage(listed: ListedImage): Image {
  return {
    id: listed.Id,
    tags: sortTags(listed.RepoTags),
    digests: realDigests(listed.RepoDigests),
    createdAt: listed.Created * 1000,
    size: listed.Size,
  }
}

export function toDetails(inspected: InspectedImage, layers: ImageDetails['layers']): ImageDetails {
  const config = inspected.Config ?? {}
  return {
    id: inspected.Id,
    tags: sortTags(inspected.RepoTags),
    digests: realDigests(inspected.RepoDigests),
    createdAt: Date.parse(inspected.Created ?? '') || 0,
    size: inspected.Size,
    architecture: inspected.Architecture ?? '',
    os: inspected.Os ?? '',
    author: inspected.Author ?? '',
    command: config.Cmd ?? [],
    entrypoint: config.Entrypoint ?? [],
    workingDir: config.WorkingDir ?? '',
    user: config.User ?? '',
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config.Volumes ?? {}).sort(),
    environmentNames: (config.Env ?? []).map((variable) => variable.split('=', 1)[0]!),
    labels: config.Labels ?? {},
    layers,
  }
}

function realDigests(digests: readonly string[] | null | undefined): string[] {
  return (digests ?? []).filter((digest) => !digest.startsWith('<none>@')).sort()
}
