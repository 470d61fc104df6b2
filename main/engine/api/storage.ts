/**
 * Where the engine says that the layers of an image or a container lie, as far as it is used. Docker's overlay2 names
 * directories; its containerd image store leaves `Data` out, other engines leave out all of it.
 */
export interface StorageOf {
  readonly GraphDriver?: {
    readonly Name?: string
    readonly Data?: { readonly UpperDir?: string; readonly LowerDir?: string } | null
  } | null
}
