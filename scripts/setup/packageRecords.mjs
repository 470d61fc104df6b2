/**
 * @typedef {{ name: string, version: string, architecture: string, depends: string, sha256: string }} Record
 */

/**
 * Reads what `apt-cache show` prints.
 * @returns {Map<string, Record>} by package
 */
export function parseRecords(text) {
  const records = text.split(/\n\n+/).filter((stanza) => stanza.includes('Package:'))
  return new Map(
    records.map((stanza) => {
      const field = (name) => stanza.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1].trim() ?? ''
      const record = {
        name: field('Package'),
        version: field('Version'),
        architecture: field('Architecture'),
        depends: field('Depends'),
        sha256: field('SHA256'),
      }
      return [record.name, record]
    }),
  )
}

/** The glibc that a package wants at least, such as 2.34, or undefined. */
export const glibcNeed = (depends) => depends.match(/\blibc6 \(>= ([^)]+)\)/)?.[1]

/** The address of the machine's own distribution: the one whose release bears exactly its code name. */
export const mainAddress = (targets, codename) =>
  targets
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, release]) => release === codename)?.[0]

/** The numbers alone, without what a distribution adds: `28.5.2` of `28.5.2+dfsg4-5`, `1.38.0` of `1:1.38.0-3+b1`. */
export const upstream = (version) => version.replace(/^\d+:/, '').match(/^\d+(\.\d+)*/)?.[0] ?? ''

/** Compares two versions by their numbers: below 0 when the first is older. */
export function compare(one, other) {
  const [a, b] = [one, other].map((version) => upstream(version).split('.').map(Number))
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index)
  return at.map((index) => (a[index] ?? 0) - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}

/**
 * Where a version lies beside a range.
 * @param {string} version
 * @param {string[]} range from and below; the latter may be left out
 */
export function place(version, [from, below]) {
  if (compare(version, from) < 0) return 'older'
  return below && compare(version, below) >= 0 ? 'newer' : 'within'
}
