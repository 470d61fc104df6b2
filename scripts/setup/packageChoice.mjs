/**
 * @typedef {{ name: string, version: string, architecture: string, depends: string, sha256: string }} Record
 * @typedef {{ name: string, programs: string[], as?: object, optional?: boolean, static?: boolean }} Part
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

/**
 * Where each part comes from: the machine's own suite when its Docker is new enough, else the newer suite, except
 * for programs that want a newer glibc than the machine has.
 * @param {Part[]} parts
 * @param {Map<string, Record>} own
 * @param {Map<string, Record> | undefined} newer undefined when the machine's own Docker will do
 * @param {(glibc: string) => boolean} glibcFits
 * @returns {{ part: Part, record: Record, from: 'own' | 'newer' }[]}
 * @throws {Error} naming a part that is nowhere to be had
 */
export function choosePackages(parts, own, newer, glibcFits) {
  return parts.flatMap((part) => {
    const candidate = newer?.get(part.name)
    const need = candidate && !part.static && glibcNeed(candidate.depends)
    if (candidate && (!need || glibcFits(need))) return [{ part, record: candidate, from: 'newer' }]
    const record = own.get(part.name)
    if (record) return [{ part, record, from: 'own' }]
    if (part.optional) return []
    throw new Error(`there is no package ${part.name} for this machine`)
  })
}
