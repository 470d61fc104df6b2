import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import type { InspectedNetwork } from '../../engine/api/networks'
import { type Sentence, sentence } from '../../texts/sentence'
import { unlessGone } from '../unlessGone'
import { endpointsOf } from './body'
import type { RecordedNetwork, RemovalRecord } from './record'

/** Those that every engine has, and none can be made of. */
const predefined = new Set(['bridge', 'host', 'none'])

/** The networks that a container is connected to, with their own configuration, for they may be gone when it comes back. */
export async function networksOf(
  engine: EngineApi,
  inspection: InspectedContainer,
): Promise<readonly RecordedNetwork[]> {
  const names = Object.keys(inspection.NetworkSettings.Networks ?? {}).filter((name) => !predefined.has(name))
  const found = await Promise.all(names.map((name) => unlessGone(engine.networks.inspect(name))))
  return found.flatMap((network) => (network ? [{ ...network, Containers: undefined }] : []))
}

/**
 * Makes those of its networks again that are gone.
 * @returns what could not be made, or is somebody else's by now
 */
export async function provideNetworks(
  engine: EngineApi,
  { networks, inspection, name: object }: RemovalRecord,
): Promise<Sentence[]> {
  const endpoints = endpointsOf(inspection) as Record<string, { readonly IPAMConfig?: Addresses | null }>
  const problems: Sentence[] = []
  for (const network of networks) {
    const there = await unlessGone(engine.networks.inspect(network.Name))
    if (!there) {
      try {
        await engine.networks.create(toCreate(network))
      } catch (thrown) {
        const reason = AppError.from(thrown).details?.engine ?? AppError.from(thrown).message
        problems.push(sentence('return/no-network', { object, network: network.Name, reason }))
      }
      continue
    }
    const taken = takenAddress(there, endpoints[network.Name]?.IPAMConfig)
    if (taken) problems.push(sentence('return/address', { object, ...taken }))
  }
  return problems
}

/** Connects a container to all of its networks that it is not connected to yet, as it was. */
export async function connectAgain(engine: EngineApi, record: RemovalRecord, id: string): Promise<void> {
  const { NetworkSettings } = await engine.containers.inspect(id, { object: record.name })
  const connected = NetworkSettings.Networks ?? {}
  for (const [name, endpoint] of Object.entries(endpointsOf(record.inspection))) {
    if (name in connected || predefined.has(name)) continue
    await unlessGone(engine.networks.connect(name, id, endpoint, { object: record.name }))
  }
}

interface Addresses {
  readonly IPv4Address?: string
  readonly IPv6Address?: string
}

function takenAddress(
  { Containers }: InspectedNetwork,
  wanted: Addresses | null | undefined,
): { address: string; by: string } | null {
  const addresses = [wanted?.IPv4Address, wanted?.IPv6Address].filter(Boolean)
  for (const { Name, IPv4Address, IPv6Address } of Object.values(Containers ?? {})) {
    const has = [IPv4Address, IPv6Address].map((address) => address?.split('/')[0])
    const address = addresses.find((one) => has.includes(one))
    if (address) return { address, by: Name }
  }
  return null
}

/** What of an inspect NetworkCreate takes. */
function toCreate({
  Name,
  Driver,
  EnableIPv6,
  IPAM,
  Internal,
  Attachable,
  Options,
  Labels,
}: RecordedNetwork) {
  return { Name, Driver, EnableIPv6, IPAM, Internal, Attachable, Options, Labels, CheckDuplicate: true }
}
