import { inTurn } from '../../base/inTurn'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'
import { stackOf } from '../../layers/overlay'
import { shortId } from '../../shared/digest'

/** An engine that is measured. */
export interface Measured {
  readonly api: EngineApi
  /** Where its files may be read; null when it is of another machine or user. */
  readonly walked: WalkedEngine | null
}

export interface WritableSizes {
  /** Bytes by container id: what it wrote, and what the engine put on its image (mount points, for example). */
  readonly containers: ReadonlyMap<string, number>
  /** Bytes of layers below containers that no image has any more; null where one vanished meanwhile. */
  readonly held: readonly (number | null)[]
}

export const nothingMeasured: WritableSizes = { containers: new Map(), held: [] }

const atOnce = 8
const object = 'Containers'

/**
 * Measures the writable layers of all containers: on an engine whose files may be read by walking just these, on any other by
 * asking it. The engine walks each container's whole tree for its answer where it has no native overlay diffs, as an
 * ordinary user's Docker 26 has none, and then leaves out files that are copied up and look as before: a `chown` to the same owner
 * copies a whole tree, and counts for nothing.
 */
export function createWritableSizes() {
  /** Directories from top to bottom by container: its own, the engine's on its image, the image's. They never change. */
  let stacks = new Map<string, readonly string[]>()
  /** Bytes of directories that never change either. */
  let lasting = new Map<string, number>()

  async function readStack(api: EngineApi, id: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      const stack = stackOf(await api.containers.inspect(id, { signal }))
      if (stack) return stack
    } catch (thrown) {
      if (AppError.from(thrown).code === 'not-found') return []
      throw thrown
    }
    throw new AppError('unsupported/layersPlace', { object: shortId(id) })
  }

  async function walk(
    api: EngineApi,
    engine: WalkedEngine,
    ids: readonly string[],
    ofImages: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<WritableSizes> {
    stacks = new Map(ids.flatMap((id) => (stacks.has(id) ? [[id, stacks.get(id)!] as const] : [])))
    const fresh = ids.filter((id) => !stacks.has(id))
    await inTurn(fresh, atOnce, async (id) => stacks.set(id, await readStack(api, id, signal)), signal)
    const known = ids
      .map((id) => ({ id, stack: stacks.get(id) ?? [] }))
      .filter(({ stack }) => stack.length > 1)
    const inits = known.map(({ stack }) => stack[1]!)
    const held = [...new Set(known.flatMap(({ stack }) => stack.slice(2)))].filter(
      (each) => !ofImages.has(each),
    )
    const still = new Set([...inits, ...held])
    lasting = new Map([...lasting].filter(([directory]) => still.has(directory)))
    const changing = known.map(({ stack }) => stack[0]!)
    const wanted = [...changing, ...[...still].filter((each) => !lasting.has(each))]
    const measured = await measureLayers({ engine, directories: wanted, object, signal })
    const sizes = new Map(wanted.map((directory, at) => [directory, measured[at]!] as const))
    for (const directory of still) {
      const size = sizes.get(directory)
      if (typeof size === 'number') lasting.set(directory, size)
    }
    const containers = known.flatMap(({ id, stack: [own, init] }) => {
      const size = sizes.get(own!)
      return typeof size === 'number' ? [[id, size + (lasting.get(init!) ?? 0)] as const] : []
    })
    return { containers: new Map(containers), held: held.map((each) => lasting.get(each) ?? null) }
  }

  /** The engine leaves a size of 0 out. */
  async function ask(api: EngineApi, signal: AbortSignal): Promise<WritableSizes> {
    const listed = await api.containers.list({ all: true, size: true, signal })
    return { containers: new Map(listed.map(({ Id, SizeRw }) => [Id, SizeRw ?? 0])), held: [] }
  }

  return {
    /**
     * @param measured the same engine each time
     * @param ids of the containers
     * @param ofImages the directories of all layers that images have
     */
    async read(
      { api, walked }: Measured,
      ids: readonly string[],
      ofImages: ReadonlySet<string>,
      signal: AbortSignal,
    ): Promise<WritableSizes> {
      if (!walked) return ask(api, signal)
      try {
        return await walk(api, walked, ids, ofImages, signal)
      } catch (thrown) {
        const { code } = AppError.from(thrown)
        if (code === 'cancelled' || code === 'engine-unreachable' || code === 'timeout') throw thrown
        // What cannot be walked here, for a system without nsenter for example, the engine can still count.
        return ask(api, signal)
      }
    },
  }
}
