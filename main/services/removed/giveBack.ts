import { dirname } from 'node:path'
import { moveLayer } from '../../layers/layerMoves'
import { advance, forget, type Whereabouts } from './advance'
import { find, folderOf, type Ground } from './ground'
import { putFilesBack } from './keptFiles'
import { isThere, placeOf } from './place'
import { readRecord } from './record'

/**
 * After a removal has failed half way: finishes it, or gives the engine's container back all that was taken out of it. What can
 * be neither now, the next start settles.
 * @returns `removed`, or `gone` from Removed, with the container whole and not running
 * @throws AppError why it can be neither
 */
export async function finishOrGiveBack(ground: Ground, id: string): Promise<Whereabouts> {
  try {
    return await advance(ground, id)
  } catch (thrown) {
    if (await giveBack(ground, id)) return 'gone'
    throw thrown
  }
}

/**
 * The layer goes last: until then it is removed, and whatever cuts this off, the next start removes it again.
 * @returns false, with nothing done, where the engine has let go of the container or of its layer's place
 */
export async function giveBack(ground: Ground, id: string): Promise<boolean> {
  const { root, walked } = ground
  const place = placeOf(root, id)
  const { record } = readRecord(place, id)
  if (!record || record.successor || !isThere(place.layer) || !isThere(dirname(record.layer))) return false
  if ((await find(ground, id)) === null) return false
  const { name: object, layer, volumes } = record
  await putFilesBack({ walked, folder: folderOf(ground, id), id, kept: place.files, object })
  for (const { name, path } of volumes) {
    if (isThere(place.volume(name))) await moveLayer(walked, place.volume(name), path, object)
  }
  await moveLayer(walked, place.layer, layer, object)
  await forget(ground, record)
  return true
}
