import { beforeAll, describe, expect, it } from 'vitest'
import { stackIndexes } from '../../main/layers/analysis/stackBuilder'
import { entryFlag, entryType, type LayerIndex } from '../../main/layers/layerIndex'
import { overLinks } from '../../main/layers/overLinks'
import { builtImages, randomSteps } from './builtImages'
import { craftedArchive, craftedImages, linkElsewhere, throughLink } from './craftedImages'
import { hasNativeDiffs, type LayeredEngine, stackOfWalk, type ToldImage, tellImage } from './layerSources'
import { linesOf, type SeenTree, treeOfStack, without, wordsOf } from './seenTree'
import { build, loadArchive } from './testImages'

/** What a container does on top of an image. */
const commands = [
  'rm -rf /kept /tree/sub; mkdir -p /tree/sub /fresh/deep; echo 1 > /tree/sub/new; ln /tree/sub/new /fresh/new',
  'chmod 700 /bin/busybox; chown -R 5:6 /s /etc 2>/dev/null; rm /etc/passwd; mv /srv /moved-in 2>/dev/null',
  'truncate -s 10M /fresh/hole; mkfifo /fresh/fifo; ln -s /fresh /bin-too; touch -d @99 /fresh/deep',
]

/**
 * Every image is told by three sources that know nothing of each other: the layers where they lie, the archive that the engine
 * saves, and what the engine itself exports of a container, as GNU tar reads it. All have to say the same.
 */
export function describeSources(engineOf: () => LayeredEngine) {
  let isNative: boolean
  beforeAll(async () => {
    isNative = await hasNativeDiffs(engineOf().connection)
  })
  const able = (): Able => ({ isNative, makesDevices: engineOf().walked.mode === 'rootful' })

  describe('an image that was built', () => {
    const random = Object.fromEntries([1, 2].map((seed) => [`at random, from ${seed}`, randomSteps(seed)]))
    for (const [name, steps] of Object.entries({ ...builtImages, ...random })) {
      it(`is the same from every source: ${name}`, async () => {
        await build(engineOf().connection, 'built:1', ['FROM busybox', ...steps].join('\n'))
        const told = await tellImage(engineOf(), 'built:1')
        expectSameLayers(told, able())
        expectExport(told, able())
        const used = await tellImage(engineOf(), 'built:1', commands)
        expect(linesOf(treeOfStack(stackOfWalk(used)))).toEqual(linesOf(used.exported))
      })
    }
  })

  describe('an image that was loaded', () => {
    for (const [name, layers] of Object.entries(craftedImages)) {
      it(`is the same from every source: ${name}`, async () => {
        await loadArchive(engineOf().connection, craftedArchive('loaded:1', layers))
        const told = await tellImage(engineOf(), 'loaded:1')
        expectSameLayers(told, able())
        expectExport(told, able())
      })
    }
  })

  it('a hardlink to a file of a lower layer is what the engine makes of it', async () => {
    const { connection } = engineOf()
    const load = () => loadArchive(connection, craftedArchive('linked:1', linkElsewhere))
    // Unpacked on its own, such a layer has nothing to link to.
    if (isNative) return expect(load()).rejects.toThrow(/no such file/)
    await load()
    const told = await tellImage(engineOf(), 'linked:1')
    expect(linesOf(treeOfStack(stackOfWalk(told)))).toEqual(linesOf(told.exported))
    const [onDisk, inArchive] = [told.walked[1]!, told.saved[1]!]
    // Unpacked on what is below, it takes a copy of the file with it.
    expect([...contentOf(onDisk, false, new Set()).entries]).toEqual([
      ['again', expect.stringMatching(/^file 644 0:0 1000000 /)],
      ['below', expect.stringMatching(/^file 644 0:0 1000000 /)],
    ])
    // The archive does not say what the file is.
    expect([...contentOf(inArchive, false, new Set()).entries]).toEqual([['again', 'file 644 0:0 0 0']])
    expect(inArchive.flags[1]! & entryFlag.linkElsewhere).not.toBe(0)
  })

  describe('a layer with files where a lower one has a link', () => {
    const names = (tree: SeenTree, mountPoints: ReadonlySet<string>) =>
      [...without(tree, mountPoints).entries].map(([path, words]) => `${path} ${words.split(' ')[0]}`).sort()
    const linked = ['lib symlink', 'usr directory', 'usr/lib directory', 'usr/lib/changed file']
    const hidden = ['lib directory', 'lib/changed file', 'lib/new file', 'usr directory', 'usr/lib directory']
    const below = ['usr/lib/changed file', 'usr/lib/kept file', 'usr/lib/removed file']
    const load = async (inPlace: boolean) => {
      await loadArchive(engineOf().connection, craftedArchive('through:1', throughLink(inPlace)))
      const told = await tellImage(engineOf(), 'through:1')
      expect(linesOf(treeOfStack(stackOfWalk(told)))).toEqual(linesOf(told.exported))
      const seen = names(told.exported, told.mountPoints)
      return { ...told, seen, read: names(treeOfStack(stackIndexes(told.saved)), told.mountPoints) }
    }
    const open = (layers: readonly LayerIndex[]) =>
      overLinks(layers).map((path) => path && Buffer.from(path).toString())

    it('hides it or writes through it, as the engine keeps layers; the archive tells that it is open', async () => {
      const { seen, read, saved, walked } = await load(false)
      const through = [...linked, 'usr/lib/kept file', 'usr/lib/new file']
      expect(seen).toEqual(isNative ? [...hidden, ...below] : through)
      expect(read).toEqual([...hidden, ...below])
      expect(open(saved)).toEqual([null, 'lib'])
      // On disk nothing is open any more.
      expect(open(walked)).toEqual([null, null])
    })

    it('replaces it everywhere when the layer has the directory itself', async () => {
      const { seen, read, saved } = await load(true)
      expect(seen).toEqual([...hidden, ...below])
      expect(read).toEqual(seen)
      expect(open(saved)).toEqual([null, null])
    })
  })
}

/** What an engine can do; an ordinary user's can do neither. */
interface Able {
  /** Keeps a layer as its archive says, and does not unpack it on those below. */
  readonly isNative: boolean
  readonly makesDevices: boolean
}

/** The container is the image with the engine's mount points on it: of these alone an image says nothing. */
function expectExport(told: ToldImage, { makesDevices }: Able) {
  const { saved, exported, mountPoints } = told
  expect(exported.entries.size).toBeGreaterThan(5)
  expect(linesOf(treeOfStack(stackOfWalk(told)))).toEqual(linesOf(exported))
  const implied = impliedPaths(saved)
  const seen = (tree: SeenTree) => linesOf(vague(without(tree, mountPoints), implied))
  expect(seen(made(treeOfStack(stackIndexes(saved)), makesDevices))).toEqual(seen(exported))
}

/**
 * Each layer holds the same, and with those below it shows the same. These differences there may be, and no others:
 * - the root, which an archive of the engine does not have;
 * - owner, mode and time of directories that the archive only implies, for it says nothing of them;
 * - devices, which an ordinary user's engine leaves out;
 * - without native diffs, how a layer says what it removes: an opaque directory of the archive lies on disk as whiteouts of
 *   what was there, a whiteout of nothing not at all.
 */
function expectSameLayers({ walked, saved }: ToldImage, { isNative, makesDevices }: Able) {
  expect(walked.length).toBe(saved.length)
  const implied = impliedPaths(saved)
  const stacks = [walked, saved].map((layers) => stackIndexes(layers))
  for (const [layer, index] of saved.entries()) {
    const content = (each: LayerIndex) => contentOf(each, isNative, implied)
    const said = made(content(index), makesDevices)
    expect(linesOf(content(walked[layer]!)), `layer ${layer}`).toEqual(linesOf(said))
    const [shown, saidToShow] = stacks.map((stack) => vague(treeOfStack(stack, layer), implied))
    expect(linesOf(shown!), `up to layer ${layer}`).toEqual(linesOf(made(saidToShow!, makesDevices)))
  }
}

/** All entries of one layer but its root. */
function contentOf(index: LayerIndex, withRemovals: boolean, implied: ReadonlySet<string>): SeenTree {
  const entries = new Map<string, string>()
  const groups = new Map<number, string[]>()
  for (let entry = 1; entry < index.count; entry++) {
    const path = pathOf(index, entry)
    if (!withRemovals && index.type[entry] === entryType.whiteout) continue
    const isOpaque = withRemovals && (index.flags[entry]! & entryFlag.opaque) !== 0
    entries.set(path, wordsOf(index, entry) + (isOpaque ? ' opaque' : ''))
    const group = index.linkGroup[entry]!
    if (group > 0) groups.set(group, [...(groups.get(group) ?? []), path])
  }
  return vague({ entries, links: [...groups.values()].map((names) => names.sort()).sort() }, implied)
}

/** What an engine makes of an archive's tree. */
function made(tree: SeenTree, makesDevices: boolean): SeenTree {
  const isDevice = ([, words]: [string, string]) => /^(?:character|block) /.test(words)
  const devices = [...tree.entries].filter(isDevice).map(([path]) => path)
  return makesDevices ? tree : without(tree, new Set(devices))
}

/** Paths of directories that one of the layers only implies. */
function impliedPaths(layers: readonly LayerIndex[]): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const index of layers) {
    for (let entry = 1; entry < index.count; entry++) {
      if (index.flags[entry]! & entryFlag.implicit) paths.add(pathOf(index, entry))
    }
  }
  return paths
}

/** Of these directories nothing but that they are there, and opaque or not. */
function vague({ entries, links }: SeenTree, paths: ReadonlySet<string>): SeenTree {
  const told = [...entries].map(([path, words]) => {
    const [kind, ...rest] = words.split(' ')
    const isVague = kind === 'directory' && paths.has(path)
    return [path, isVague ? [kind, rest.includes('opaque') ? 'opaque' : ''].join(' ').trim() : words] as const
  })
  return { entries: new Map(told), links }
}

const pathOf = (index: LayerIndex, entry: number) => Buffer.from(index.path(entry)).toString('latin1')
