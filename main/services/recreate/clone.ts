import { shortId } from '../../shared/digest'
import type { RemovalRecord } from '../removed/record'

interface Endpoint {
  readonly IPAMConfig?: unknown
  readonly MacAddress?: unknown
}

/**
 * What is one container's alone, and no second one's: fixed addresses, the name of the host that it has from its id, and
 * Compose's labels, by which it would be taken for one of the project's.
 */
export function asAnother(record: RemovalRecord): RemovalRecord {
  const { Config, NetworkSettings, Id } = record.inspection
  const { MacAddress: _, ...settings } = Config as typeof Config & { readonly MacAddress?: string }
  const labels = Object.entries(Config.Labels ?? {}).filter(
    ([name]) => !name.startsWith('com.docker.compose.'),
  )
  const networks = Object.entries((NetworkSettings.Networks ?? {}) as Record<string, Endpoint>)
  return {
    ...record,
    inspection: {
      ...record.inspection,
      Config: {
        ...settings,
        Labels: Object.fromEntries(labels),
        Hostname: Config.Hostname === shortId(Id) ? '' : Config.Hostname,
      },
      NetworkSettings: {
        ...NetworkSettings,
        Networks: Object.fromEntries(
          networks.map(([name, { IPAMConfig: _, MacAddress: __, ...endpoint }]) => [name, endpoint]),
        ),
      },
    },
  }
}
