/**
 * What texts of the contract look like, for its schemas and for what the window does without them: it begins without zod
 * (build/startChunk.ts).
 */

/** A container's full or short id, as the engine writes it: 12 to 64 hexadecimal digits. */
export const containerId = /^[0-9a-f]{12,64}$/
/** A snapshot's id: 16 hexadecimal digits. */
export const snapshotId = /^[0-9a-f]{16}$/
/** An image's id: a sha256 digest. */
export const imageId = /^sha256:[0-9a-f]{64}$/

/** A text of at most so many characters. */
export interface Limited {
  readonly longest: number
  readonly pattern: RegExp
}

/**
 * An image reference: `[host[:port]/]path[:tag][@digest]`.
 * Source: the grammar of github.com/distribution/reference, which Docker uses.
 */
export const imageReference: Limited = {
  longest: 400,
  pattern:
    /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
}

/** What an archive is called in `Layered`. */
export const archiveName: Limited = { longest: 100, pattern: /./s }

/** The host of a registry, perhaps with a port. Source: the domain of github.com/distribution/reference. */
export const registryHost: Limited = {
  longest: 300,
  pattern: /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/,
}

export function fits({ longest, pattern }: Limited, text: string): boolean {
  return text.length <= longest && pattern.test(text)
}
