import { fields, listOf, mapOf, number, optional, text } from './shape'

const texts = optional(listOf(text))
const keys = optional(mapOf(() => null))

/** As ListedImage: what lacks is worth nothing, what is of another type leaves nothing to believe. */
export const listedImage = fields({
  Id: text,
  RepoTags: texts,
  RepoDigests: texts,
  Created: optional(number),
  Size: optional(number),
})

/** As InspectedImage. */
export const inspectedImage = fields({
  Id: text,
  RepoTags: texts,
  RepoDigests: texts,
  Created: optional(text),
  Size: optional(number),
  Architecture: optional(text),
  Os: optional(text),
  Author: optional(text),
  RootFS: optional(fields({ Layers: texts })),
  Config: optional(
    fields({
      Cmd: texts,
      Entrypoint: texts,
      WorkingDir: optional(text),
      User: optional(text),
      ExposedPorts: keys,
      Volumes: keys,
      Env: texts,
      Labels: optional(mapOf(text)),
    }),
  ),
})

/** As HistoryItem. */
export const historyItem = fields({
  Created: optional(number),
  CreatedBy: optional(text),
  Comment: optional(text),
  Size: optional(number),
})
