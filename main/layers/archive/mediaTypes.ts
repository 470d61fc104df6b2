/** What a descriptor says of its blob (OCI image specification, descriptor.md), as far as it is used. */
export interface Typed {
  readonly mediaType?: string | null
  readonly urls?: readonly string[] | null
}

const config = /^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/
const layer = /^application\/vnd\.(?:oci\.image\.layer\.|docker\.image\.rootfs\.(?:foreign\.)?diff\.)/
const elsewhere =
  /^application\/vnd\.(?:oci\.image\.layer\.nondistributable\.|docker\.image\.rootfs\.foreign\.)/

/**
 * Whether a manifest is an image's, and not a chart's, a signature's or an attestation's. These last have an image's
 * configuration, but nothing of a file system.
 */
export function isImage(of: Typed | null | undefined, layers: readonly Typed[]): boolean {
  if (!config.test(of?.mediaType ?? '')) return false
  return layers.length === 0 || layers.some(({ mediaType }) => !mediaType || layer.test(mediaType))
}

/** Whether a layer may be left out of an archive: its licence forbids to pass it on, or an address is named to fetch it from. */
export function liesElsewhere(of: Typed | null | undefined): boolean {
  return elsewhere.test(of?.mediaType ?? '') || (of?.urls ?? []).length > 0
}
