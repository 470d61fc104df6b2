import type { EntryKind, EntryState, Reason, TreeRow } from '../../../../main/contract/layerFiles'

/** What a list of files is about: what its layers changed, or all that is there on top of them. */
export type FilesMode = 'only' | 'stacked'

const kindLetters: Record<EntryKind, string> = {
  directory: 'd',
  file: '-',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  socket: 's',
}

/** Kind and permissions as `ls -l` writes them: `drwxr-xr-x`, `-rwsr-xr-x`. */
export function modeText(kind: EntryKind, mode: number): string {
  const bit = (mask: number, letter: string) => (mode & mask ? letter : '-')
  const execute = (mask: number, special: number, letter: string) => {
    if (!(mode & special)) return bit(mask, 'x')
    return mode & mask ? letter : letter.toUpperCase()
  }
  return [
    kindLetters[kind],
    bit(0o400, 'r'),
    bit(0o200, 'w'),
    execute(0o100, 0o4000, 's'),
    bit(0o040, 'r'),
    bit(0o020, 'w'),
    execute(0o010, 0o2000, 's'),
    bit(0o004, 'r'),
    bit(0o002, 'w'),
    execute(0o001, 0o1000, 't'),
  ].join('')
}

/** What an image calls its users and groups, by number. */
export interface Owners {
  readonly users: ReadonlyMap<number, string>
  readonly groups: ReadonlyMap<number, string>
}

/** `www-data`, `root:staff`, `0:1000`: user and group as the image calls them, one word where both are the same name. */
export function ownerText({ uid, gid }: Pick<EntryState, 'uid' | 'gid'>, owners?: Owners | null): string {
  const [user, group] = [owners?.users.get(uid), owners?.groups.get(gid)]
  return user !== undefined && user === group ? user : `${user ?? uid}:${group ?? gid}`
}

/** The names of `/etc/passwd` or `/etc/group` by their number, the first of each (passwd(5), group(5)). */
export function readNames(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name = '', , number = ''] = line.split(':')
    if (name !== '' && /^\d{1,10}$/.test(number) && !names.has(Number(number)))
      names.set(Number(number), name)
  }
  return names
}

/** The part of a path after its last slash, and what stands before it. */
export function splitPath(path: string): { readonly above: string; readonly name: string } {
  const slash = path.lastIndexOf('/')
  return { above: path.slice(0, slash + 1), name: path.slice(slash + 1) }
}

/**
 * The bytes that a row shows; below zero for what is gone.
 * @param mode of all layers up to here, what is there; of some alone, what they stored
 */
export function rowBytes(row: TreeRow, mode: FilesMode): number {
  if (row.change === 'removed') return 0 - row.bytesBefore
  if (mode === 'stacked') return row.bytes
  // Not `-bytesRemoved`: of nothing that is -0, which is written with its sign.
  return row.bytesStored > 0 ? row.bytesStored : 0 - row.bytesRemoved
}

/** Whether what a row says is of what lies in it: of a directory that is there before and after. */
export function showsCounts({ kind, change }: Pick<TreeRow, 'kind' | 'change'>): boolean {
  return kind === 'directory' && change !== 'added' && change !== 'removed'
}

/** Reasons that a person would care about: the time alone only when there is nothing else. */
export function tellingReasons(reasons: readonly Reason[]): readonly Reason[] {
  const telling = reasons.filter((reason) => reason !== 'time')
  return telling.length > 0 ? telling : reasons
}

const factors = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1e3],
  ['kb', 1e3],
  ['m', 1e6],
  ['mb', 1e6],
  ['g', 1e9],
  ['gb', 1e9],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
])

/** Bytes of a size as people type it: `10 MB`, `1.5g`, `512 KiB`, `1000`. 0 for no text, null for what is no size. */
export function readBytes(text: string): number | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '') return 0
  const [, figure = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/.exec(trimmed) ?? []
  const factor = factors.get(unit)
  if (figure === '' || factor === undefined) return null
  return Math.round(Number(figure.replace(',', '.')) * factor)
}
