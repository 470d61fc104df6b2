import type { EngineApi } from '../../engine/api/api'
import { parseReference } from '../../shared/imageReference'

/**
 * Gives an image one more name; any other that has it loses it.
 * @throws AppError `not-found`, `invalid-input`
 */
export async function tagImage(engine: EngineApi, id: string, text: string): Promise<void> {
  const { name, version, full } = parseReference(text)
  await engine.images.inspect(id)
  await engine.images.tag(id, name, version, { object: full })
}
