/**
 * Compares two of Docker's versions by their three numbers; what a distribution adds (`26.1.5+dfsg1`) does not count.
 * @returns negative when the first is older, 0 when they are the same, positive when it is newer
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** The three numbers alone: `26.1.5`. */
export const plainVersion = (version: string): string => numbersOf(version).join('.')

/** Whether a text begins as a version does. */
export const isVersion = (text: unknown): text is string => typeof text === 'string' && /^\d+\.\d+/.test(text)

function numbersOf(version: string): [number, number, number] {
  const [, major = 0, minor = 0, patch = 0] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? []
  return [Number(major), Number(minor), Number(patch)]
}
