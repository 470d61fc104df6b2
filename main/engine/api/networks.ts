import { shortId } from '../../shared/digest'
import { enginePath } from './enginePath'
import type { Asking, Requests } from './request'
import { listIn } from './strangeAnswer'

/** An entry of NetworkList, as far as it is used. */
export interface ListedNetwork {
  readonly Id: string
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

interface ListOptions extends Asking {
  readonly filters?: Readonly<Record<string, readonly string[]>>
}

/** Milliseconds: a driver may have to take down what it made. */
const removing = 60_000

/** The Networks section of the Engine API, 1.41 to 1.51. */
export function networksApi(engine: Requests) {
  return {
    /** NetworkList. */
    async list({ filters, ...asking }: ListOptions = {}): Promise<readonly ListedNetwork[]> {
      const about = { object: 'Networks', ...asking }
      return listIn(
        await engine.request<ListedNetwork[]>({
          method: 'GET',
          path: '/networks',
          query: { filters },
          ...about,
        }),
        about.object,
      )
    },

    /** NetworkDelete: one that something is connected to stays. */
    async remove(id: string, asking: Asking = {}): Promise<void> {
      const path = enginePath`/networks/${id}`
      await engine.request({ method: 'DELETE', path, object: shortId(id), timeout: removing, ...asking })
    },
  }
}

export type NetworksApi = ReturnType<typeof networksApi>
