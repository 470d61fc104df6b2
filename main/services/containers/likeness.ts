import type { RunRequest } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { digestDigits } from '../../shared/digest'
import { imageCalled } from './imageNames'
import { mountsIn } from './inspection'

/** A volume that nobody named, and nobody else is to share. */
const anonymous = /^[0-9a-f]{64}$/

/** What another container like this is run with: what is its own, without what its image brings along. */
export async function likenessOf(engine: EngineApi, inspection: InspectedContainer): Promise<RunRequest> {
  const of = { named: inspection.Config.Image, imageId: inspection.Image }
  const [{ image, imageMoved }, own] = await Promise.all([
    imageCalled(engine, of),
    engine.images.inspect(inspection.Image).catch((thrown) => {
      if (AppError.from(thrown).code === 'not-found') return null
      throw thrown
    }),
  ])
  return toRequest(inspection, imageMoved ? digestDigits(inspection.Image).slice(0, 12) : image, own)
}

/**
 * @param image what its image is to be called
 * @param brought what that brings along, where it is still there
 */
export function toRequest(
  inspection: InspectedContainer,
  image: string,
  brought: Pick<InspectedImage, 'Config'> | null,
): RunRequest {
  const { Config, HostConfig, State } = inspection
  const inherited = new Set(brought?.Config?.Env ?? [])
  const isSame = JSON.stringify(Config.Cmd ?? []) === JSON.stringify(brought?.Config?.Cmd ?? [])
  return {
    image,
    name: '',
    command: isSame ? [] : [...(Config.Cmd ?? [])],
    ports: portsAskedFor(inspection, /^(?:running|paused|restarting)$/i.test(State.Status)),
    environment: (Config.Env ?? [])
      .filter((entry) => !inherited.has(entry) && entry.includes('='))
      .map((entry) => {
        const at = entry.indexOf('=')
        return { name: entry.slice(0, at), value: entry.slice(at + 1) }
      }),
    mounts: mountsIn(inspection)
      .filter(({ type, source }) => (type === 'volume' && !anonymous.test(source)) || type === 'bind')
      .map(({ source, target, readOnly }) => ({ source, target, readOnly })),
    restartPolicy: (HostConfig.RestartPolicy?.Name || 'no') as RunRequest['restartPolicy'],
    tty: Config.Tty,
  }
}

/** @param isTaken it has the ports of the host itself: the engine picks others */
function portsAskedFor({ HostConfig }: InspectedContainer, isTaken: boolean): RunRequest['ports'] {
  return Object.entries(HostConfig.PortBindings ?? {}).flatMap(([exposed, bindings]) => {
    const [containerPort, protocol = 'tcp'] = exposed.split('/')
    if (protocol !== 'tcp' && protocol !== 'udp') return []
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      hostIp: HostIp,
      hostPort: isTaken ? null : Number(HostPort) || null,
      containerPort: Number(containerPort),
      protocol: protocol as 'tcp' | 'udp',
    }))
  })
}
