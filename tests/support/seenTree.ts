import type { Stack } from '../../main/layers/analysis/stack'
import { viewRange } from '../../main/layers/analysis/view'
import type { LayerIndex } from '../../main/layers/layerIndex'

/**
 * What can be seen of an image, for comparing one way of finding that out with another: every path but the root, its bytes
 * each one character, with all that is to be told of it in words.
 */
export interface SeenTree {
  readonly entries: Map<string, string>
  /** For each file that has several names, these in order. */
  readonly links: string[][]
}

export interface Seen {
  readonly kind: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  /** Of a symbolic link, raw. */
  readonly target?: string
  /** Of a device. */
  readonly device?: readonly [major: number, minor: number]
}

export function words({ kind, mode, uid, gid, size, mtime, target, device }: Seen): string {
  const more = [target === undefined ? '' : `to ${target}`, device ? device.join(':') : '']
  return [kind, mode.toString(8), `${uid}:${gid}`, size, mtime, ...more].join(' ').trim()
}

const kinds = ['?', 'directory', 'file', 'symlink', 'character', 'block', 'fifo', 'socket', 'whiteout']

export function wordsOf(index: LayerIndex, entry: number): string {
  const kind = kinds[index.type[entry]!]!
  const target = index.linkTarget(entry)
  const device = index.device[entry]!
  return words({
    kind,
    mode: index.mode[entry]!,
    uid: index.uid[entry]!,
    gid: index.gid[entry]!,
    size: index.size[entry]!,
    mtime: index.mtime[entry]!,
    target: target ? Buffer.from(target).toString('latin1') : undefined,
    device: kind === 'character' || kind === 'block' ? [device >>> 20, device & 0xfffff] : undefined,
  })
}

/** What a stack shows of its layers up to one of them. */
export function treeOfStack(stack: Stack, to = stack.layers.length - 1): SeenTree {
  const { after } = viewRange(stack, { from: 0, to })
  const paths: string[] = ['']
  const entries = new Map<string, string>()
  const names = new Map<string, string[]>()
  for (let node = 1; node < stack.count; node++) {
    const above = paths[stack.parent[node]!]!
    const name = Buffer.from(stack.name(node)).toString('latin1')
    const path = above ? `${above}/${name}` : name
    paths.push(path)
    const event = after[node]!
    if (event < 0) continue
    const layer = stack.eventLayer[event]!
    const entry = stack.eventEntry[event]!
    const index = stack.layers[layer]!
    entries.set(path, wordsOf(index, entry))
    const group = index.linkGroup[entry]!
    if (group === 0) continue
    const key = `${layer} ${group}`
    names.set(key, [...(names.get(key) ?? []), path])
  }
  return { entries, links: several([...names.values()]) }
}

/** Only what has several names, in an order that depends on nothing else. */
export function several(groups: readonly (readonly string[])[]): string[][] {
  return groups
    .filter((names) => names.length > 1)
    .map((names) => [...names].sort())
    .sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
}

/** Without these paths. */
export function without({ entries, links }: SeenTree, paths: ReadonlySet<string>): SeenTree {
  return {
    entries: new Map([...entries].filter(([path]) => !paths.has(path))),
    links: several(links.map((names) => names.filter((path) => !paths.has(path)))),
  }
}

/** The tree as text, a line each: two of them that differ are told apart line by line. */
export function linesOf({ entries, links }: SeenTree): string[] {
  const lines = [...entries].map(([path, told]) => `${JSON.stringify(path)} ${told}`).sort()
  return [...lines, ...links.map((names) => `same file: ${JSON.stringify(names)}`)]
}
