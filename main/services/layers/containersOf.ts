import type { WritableLayer } from '../../contract/layers'
import type { Connection } from '../../engine/client/connection'
import { digestDigits, shortId } from '../../shared/digest'

interface ListedContainer {
  readonly Id: string
  readonly Names?: readonly string[] | null
  readonly ImageID: string
  readonly State: string
  readonly SizeRw?: number
}

/**
 * The containers that stand on exactly this image. The engine's own filter also answers those of images built from it.
 * Source: GET /containers/json of the Engine API.
 * @param withSizes the engine walks every writable layer for it: costly
 */
export async function containersOf(
  connection: Connection,
  imageId: string,
  object: string,
  { withSizes = false, signal }: { readonly withSizes?: boolean; readonly signal?: AbortSignal } = {},
): Promise<WritableLayer[]> {
  // Podman knows ids without their algorithm; what fits either is answered.
  const ancestor = [imageId, digestDigits(imageId)]
  const containers = await connection.request<ListedContainer[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: 1, size: withSizes ? 1 : undefined, filters: { ancestor } },
    object,
    timeout: withSizes ? 300_000 : undefined,
    signal,
  })
  return containers
    .filter(({ ImageID }) => ImageID === imageId)
    .map(({ Id, Names, State, SizeRw }) => ({
      containerId: Id,
      // Links add names with more than one slash.
      name: (Names?.find((name) => name.lastIndexOf('/') === 0) ?? Names?.[0] ?? shortId(Id)).replace(
        /^\//,
        '',
      ),
      state: State,
      // The engine leaves a size of 0 out.
      size: withSizes ? (SizeRw ?? 0) : null,
    }))
}
