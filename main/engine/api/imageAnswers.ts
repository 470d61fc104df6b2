import type { StorageOf } from './storage'

/** An entry of ImageList, as far as it is used. */
export interface ListedImage {
  readonly Id: string
  /** Null, and not an empty list, where there is none; `<none>:<none>` below API 1.43. */
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
  /** Seconds since 1970. */
  readonly Created?: number | null
  /** Bytes. */
  readonly Size?: number | null
}

/** The answer of ImageInspect, as far as it is used. */
export interface InspectedImage extends StorageOf {
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

/** An entry of ImageHistory, as far as it is used. */
export interface HistoryItem {
  /** Seconds since 1970. */
  readonly Created: number
  readonly CreatedBy: string
  readonly Comment?: string
  readonly Size: number
}

/** A line of what ImageCreate, ImageLoad and ImagePush answer (moby: pkg/jsonmessage). */
export interface ProgressLine {
  readonly id?: string
  readonly status?: string
  readonly stream?: string
  readonly error?: string
  readonly errorDetail?: { readonly message?: string }
  readonly progressDetail?: { readonly current?: number; readonly total?: number; readonly units?: string }
  /** Of a push, at its end. */
  readonly aux?: { readonly Tag?: string; readonly Digest?: string }
}
