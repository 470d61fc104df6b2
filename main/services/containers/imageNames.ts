import type { Container } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { inspectedImage } from '../../engine/api/imageShapes'
import { fields, sound, text } from '../../engine/api/shape'
import { digestDigits, idBeginsWith, shortId } from '../../shared/digest'
import { sortTags } from '../../shared/imageReference'

type Called = Pick<Container, 'image' | 'imageMoved'>

/** Whether a text is the id of this image or the beginning of it, and no name. */
const isIdOf = (text: string, imageId: string) => text === '' || idBeginsWith(imageId, text)

/**
 * What a container's image is called: as it was named when the container was made, also when the name is another image's by now;
 * where it was given by its id, a name that it has.
 * @param named `Config.Image`
 */
export async function imageCalled(
  engine: EngineApi,
  { named, imageId }: { readonly named: string; readonly imageId: string },
  signal?: AbortSignal,
): Promise<Called> {
  const isId = isIdOf(named, imageId)
  const found = await imageNamed(engine, isId ? imageId : named, signal)
  return isId
    ? { image: nameOf(found) ?? shortId(imageId), imageMoved: false }
    : { image: named, imageMoved: !found || digestDigits(found.Id) !== digestDigits(imageId) }
}

function nameOf(image: InspectedImage | null): string | undefined {
  return sortTags(image?.RepoTags)[0] ?? image?.RepoDigests?.[0]
}

async function imageNamed(
  engine: EngineApi,
  name: string,
  signal?: AbortSignal,
): Promise<InspectedImage | null> {
  try {
    return sound(await engine.images.inspect(name, { signal }), inspectedImage, name)
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code !== 'not-found' && code !== 'image-unknown' && code !== 'invalid-input') throw thrown
    return null
  }
}

/** Names the images of rows that the engine gives only an id for. */
export type NameImages = (engine: EngineApi, rows: readonly Container[]) => Promise<Container[]>

const namedContainer = fields({ Config: fields({ Image: text }) })
/** What the engine is asked for at a time. */
const atOnce = 8

/**
 * An engine lists the id in place of a name that is not the image's any more. The name that a container was made with is in its
 * inspect, never changes, and is asked for once.
 */
export function createImageNames(): NameImages {
  let named = new Map<string, string>()

  async function nameIn(engine: EngineApi, row: Container): Promise<string> {
    const known = named.get(row.id)
    if (known !== undefined) return known
    const { Config } = sound(
      await engine.containers.inspect(row.id, { object: row.name }),
      namedContainer,
      row.name,
    )
    named.set(row.id, Config.Image)
    return Config.Image
  }

  return async (engine, rows) => {
    const unnamed = rows.filter(({ image, imageId }) => isIdOf(image, imageId))
    if (unnamed.length === 0) return [...rows]
    const called = new Map<string, Called>()
    const byImage = new Map<string, Promise<Called>>()
    const queue = [...unnamed]
    async function work() {
      for (let row = queue.shift(); row; row = queue.shift()) {
        try {
          const { id, imageId } = row
          const name = await nameIn(engine, row)
          // The engine has looked already: the name is not this image's.
          if (!isIdOf(name, imageId)) called.set(id, { image: name, imageMoved: true })
          else {
            const asked = byImage.get(imageId) ?? imageCalled(engine, { named: '', imageId })
            byImage.set(imageId, asked)
            called.set(id, await asked)
          }
        } catch (thrown) {
          // It may be gone since the list was read; what cannot be read of one must not take the others with it.
          const { code, key } = AppError.from(thrown)
          if (code !== 'not-found' && key !== 'engine-failed/strange') throw thrown
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work))
    named = new Map([...named].filter(([id]) => called.has(id)))
    return rows.map((row) => ({ ...row, ...called.get(row.id) }))
  }
}
