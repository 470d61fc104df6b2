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

/** The answer of NetworkInspect, as far as it is used. */
export interface InspectedNetwork extends ListedNetwork {
  /** What runs in it, by ids. */
  readonly Containers?: Readonly<
    Record<string, { readonly Name: string; readonly IPv4Address?: string; readonly IPv6Address?: string }>
  > | null
  readonly [setting: string]: unknown
}

interface ListOptions extends Asking {
  readonly filters?: Readonly<Record<string, readonly string[]>>
}

/** Milliseconds: a driver may have much to make or to take down. */
const driving = 60_000

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

    /** NetworkInspect. @param name or an id */
    async inspect(name: string, asking: Asking = {}): Promise<InspectedNetwork> {
      const path = enginePath`/networks/${name}`
      return engine.request({ method: 'GET', path, object: shortId(name), ...asking })
    },

    /** NetworkCreate. @param body as inspect says it of one like it */
    async create(body: object & { readonly Name: string }, asking: Asking = {}): Promise<void> {
      const path = '/networks/create'
      await engine.request({ method: 'POST', path, body, object: body.Name, timeout: driving, ...asking })
    },

    /** NetworkConnect. @param endpoint aliases, fixed addresses and the like */
    async connect(name: string, container: string, endpoint: object, asking: Asking = {}): Promise<void> {
      const path = enginePath`/networks/${name}/connect`
      const body = { Container: container, EndpointConfig: endpoint }
      await engine.request({ method: 'POST', path, body, object: name, ...asking })
    },

    /** NetworkDelete: one that something is connected to stays. */
    async remove(id: string, asking: Asking = {}): Promise<void> {
      const path = enginePath`/networks/${id}`
      await engine.request({ method: 'DELETE', path, object: shortId(id), timeout: driving, ...asking })
    },
  }
}

export type NetworksApi = ReturnType<typeof networksApi>
