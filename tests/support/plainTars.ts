/**
 * What is stored and hidden in the tars of an image's layers, and what dive says of them: as plain as can be, slow, and
 * without a line of the program. Headers are ustar with short paths, as `archives.ts` writes them.
 */

interface PlainMember {
  readonly path: string
  readonly kind: string
  readonly link: string
  readonly size: number
}

function membersOf(tar: Buffer): PlainMember[] {
  const text = (from: number, to: number) => tar.toString('latin1', from, to).split('\0')[0]!
  const members: PlainMember[] = []
  for (let at = 0; tar[at]; ) {
    const size = Number.parseInt(text(at + 124, at + 136), 8)
    const path = text(at, at + 100).replace(/\/$/, '')
    members.push({ path, kind: text(at + 156, at + 157), link: text(at + 157, at + 257), size })
    at += 512 + Math.ceil(size / 512) * 512
  }
  return members
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const aboveOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const join = (directory: string, name: string) => (directory === '' ? name : `${directory}/${name}`)
const isIn = (path: string, directory: string) => directory === '' || path.startsWith(`${directory}/`)

/** One file on disk, whatever its names. */
interface Stored {
  readonly bytes: number
}

/** Bytes that the layers store, and those of them that no path leads to once all are unpacked one on the other. */
export function storedAndHidden(tars: readonly Buffer[]): {
  readonly stored: number
  readonly hidden: number
} {
  let seen = new Map<string, Stored | 'directory'>()
  const all = new Set<Stored>()
  for (const tar of tars) {
    const members = membersOf(tar)
    // What a layer removes is of the layers below, wherever its marks stand.
    for (const { path } of members) {
      const [name, above] = [nameOf(path), aboveOf(path)]
      if (name === '.wh..wh..opq') seen = without(seen, (each) => isIn(each, above))
      else if (name.startsWith('.wh.')) {
        const gone = join(above, name.slice(4))
        seen = without(seen, (each) => each === gone || isIn(each, gone))
      }
    }
    const own = new Map<string, Stored>()
    for (const { path, kind, link, size } of members) {
      if (nameOf(path).startsWith('.wh.')) continue
      for (let above = aboveOf(path); above !== ''; above = aboveOf(above)) seen.set(above, 'directory')
      if (kind === '5') {
        seen.set(path, 'directory')
        continue
      }
      seen = without(seen, (each) => isIn(each, path))
      const file =
        kind === '1' ? own.get(link)! : { bytes: kind === '0' ? size : kind === '2' ? link.length : 0 }
      own.set(path, file)
      all.add(file)
      seen.set(path, file)
    }
  }
  const shown = new Set(seen.values())
  const sum = (files: Iterable<Stored>) => [...files].reduce((bytes, file) => bytes + file.bytes, 0)
  return { stored: sum(all), hidden: sum([...all].filter((file) => !shown.has(file))) }
}

function without<T>(map: ReadonlyMap<string, T>, isGone: (path: string) => boolean): Map<string, T> {
  return new Map([...map].filter(([path]) => !isGone(path)))
}

interface DiveEntry {
  readonly size: number
  readonly isDirectory: boolean
}

/**
 * What dive makes of the same tars, step by step as its source has it (filetree/efficiency.go): trees by path, looked through
 * leaf by leaf, and for each whiteout all trees below stacked anew.
 */
export function diveOf(tars: readonly Buffer[]) {
  const trees = tars.map((tar) => {
    const tree = new Map<string, DiveEntry>()
    for (const { path, kind, size } of membersOf(tar)) {
      add(tree, path, { size: kind === '0' ? size : 0, isDirectory: kind === '5' })
    }
    return tree
  })
  const found = new Map<string, { least: number; sum: number; nodes: number }>()
  for (const [place, tree] of trees.entries()) {
    for (const path of inOrder(tree).filter((each) => ![...tree.keys()].some((other) => isIn(other, each)))) {
      const bare = bareOf(path)
      if (!found.has(bare)) found.set(bare, { least: -1, sum: 0, nodes: 0 })
      const data = found.get(bare)!
      let { size } = tree.get(path)!
      if (isWhiteout(path)) {
        size = 0
        const stacked = new Map(trees[0])
        for (const each of trees.slice(0, place)) stack(stacked, each)
        const before = stacked.get(bare)
        // dive reports an error and goes on with the next layer.
        if (!before) break
        if (before.isDirectory) {
          for (const [each, entry] of stacked) if (each === bare || isIn(each, bare)) size += entry.size
        }
      }
      data.sum += size
      data.nodes++
      if (data.least < 0 || size < data.least) data.least = size
    }
  }
  const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0)
  const sizes = tars.map((tar) => sum(membersOf(tar).map(({ kind, size }) => (kind === '0' ? size : 0))))
  const all = [...found.values()]
  const total = sum(all.map((each) => each.sum))
  const wastedBytes = sum(all.filter(({ nodes }) => nodes > 1).map((each) => each.sum))
  const userBytes = sum(sizes.slice(1))
  return {
    efficiency: total === 0 ? 1 : sum(all.map(({ least }) => least)) / total,
    wastedBytes,
    userWastedPercent: userBytes === 0 ? null : wastedBytes / userBytes,
  }
}

const isWhiteout = (path: string) => nameOf(path).startsWith('.wh.')
const bareOf = (path: string) => join(aboveOf(path), nameOf(path).replace(/^\.wh\./, ''))

function add(tree: Map<string, DiveEntry>, path: string, entry: DiveEntry) {
  const names = path.split('/')
  for (let depth = 1; depth <= names.length; depth++) {
    const at = names.slice(0, depth).join('/')
    if (names[depth - 1]!.startsWith('.wh..wh..')) return
    if (depth === names.length) tree.set(at, entry)
    else if (!tree.has(at)) tree.set(at, { size: 0, isDirectory: false })
  }
}

function stack(tree: Map<string, DiveEntry>, upper: ReadonlyMap<string, DiveEntry>) {
  for (const path of inOrder(upper)) {
    if (!isWhiteout(path)) add(tree, path, upper.get(path)!)
    else
      for (const each of [...tree.keys()])
        if (each === bareOf(path) || isIn(each, bareOf(path))) tree.delete(each)
  }
}

/** Depth first, each directory after what is in it, names by their bytes. */
function inOrder(tree: ReadonlyMap<string, unknown>): string[] {
  const key = (path: string) => path.split('/')
  return [...tree.keys()].sort((one, other) => {
    const [a, b] = [key(one), key(other)]
    for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
      if (a[depth] !== b[depth]) return a[depth]! < b[depth]! ? -1 : 1
    }
    return b.length - a.length
  })
}
