const algorithm = 'sha256:'
const whole = /^sha256:([0-9a-f]{64})$/

/** The digits of an image's id or of another digest, without the algorithm that stands before them. */
export function digestDigits(digest: string): string {
  return digest.startsWith(algorithm) ? digest.slice(algorithm.length) : digest
}

/** Twelve digits of the id of an image, a layer or a container, as docker prints them. */
export const shortId = (id: string): string => digestDigits(id).slice(0, 12)

/** Whether an image's id begins like this, with its algorithm or without. */
export function idBeginsWith(id: string, beginning: string): boolean {
  return id.startsWith(beginning) || digestDigits(id).startsWith(beginning)
}

/** True for what has an algorithm before it, as an image's id has and its names have not. */
export const isDigest = (text: string): boolean => text.startsWith(algorithm)

/** The 64 digits of a whole SHA-256 digest; null for anything else, so that they may name a file. */
export const sha256Digits = (digest: string): string | null => whole.exec(digest)?.[1] ?? null

/** @param digits 64 of them, in lower case */
export const sha256Digest = (digits: string): string => `${algorithm}${digits}`
