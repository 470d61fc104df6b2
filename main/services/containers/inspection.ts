import type { ContainerDetails, Health, Mount, PortBinding, RestartPolicy } from '../../contract/containers'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { toolboxOf } from '../../shared/toolboxLabels'
import { guardedSettings, wordsWithoutSecrets } from '../secrets'
import { fateOf } from './fates'
import { healthcheckIn } from './healthcheck'
import { toTime } from './moment'
import { composeIn, tidyPorts, toState, volumesIn } from './rows'
import { startProblem } from './startProblem'

/** @param image what its image is called */
export function containerDetails(
  inspection: InspectedContainer,
  image: Pick<ContainerDetails, 'image' | 'imageMoved'>,
): ContainerDetails {
  const { State: state, Config: config } = inspection
  const status = toState(state.Status)
  const labels = config.Labels ?? {}
  const runs = status === 'running' || status === 'paused'
  const [startedAt, finishedAt] = [toTime(state.StartedAt), runs ? null : toTime(state.FinishedAt)]
  return {
    id: inspection.Id,
    name: nameOfInspected(inspection),
    ...image,
    imageId: inspection.Image,
    commandLine: wordsWithoutSecrets([inspection.Path, ...(inspection.Args ?? [])])
      .map((word, at) => (at > 0 && /\s/.test(word) ? `'${word}'` : word))
      .join(' '),
    state: status,
    health: (state.Health?.Status as Health | undefined) ?? 'none',
    exitCode: status === 'exited' || status === 'restarting' ? state.ExitCode : null,
    createdAt: Date.parse(inspection.Created),
    ports: tidyPorts(portsIn(inspection)),
    ...composeIn(labels),
    toolboxOf: labels[toolboxOf] || null,
    ...fateOf(inspection),
    since: runs ? startedAt : finishedAt,
    startedAt,
    finishedAt,
    error: state.Error || null,
    startProblem: runs ? null : startProblem(state.Error ?? '', image.image, nameOfInspected(inspection)),
    healthcheck: healthcheckIn(inspection),
    ...guardedSettings(config, false),
    workingDir: config.WorkingDir,
    user: config.User,
    hostname: config.Hostname,
    tty: config.Tty,
    restartPolicy: (inspection.HostConfig.RestartPolicy?.Name || 'no') as RestartPolicy,
    mounts: mountsIn(inspection),
    networks: Object.entries(inspection.NetworkSettings.Networks ?? {}).map(([name, network]) => ({
      name,
      ip: network.IPAddress || network.GlobalIPv6Address || '',
    })),
    volumes: volumesIn(inspection),
  }
}

export function mountsIn({ Mounts }: InspectedContainer): Mount[] {
  return (Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) => ({
    type: Type,
    source: (Type === 'volume' && Name) || Source,
    target: Destination,
    readOnly: !RW,
  }))
}

/** Where each port is published: only while it runs. */
export function portsIn({ NetworkSettings }: InspectedContainer): PortBinding[] {
  return Object.entries(NetworkSettings.Ports ?? {}).flatMap(([exposed, bindings]): PortBinding[] => {
    const [containerPort, protocol = 'tcp'] = exposed.split('/')
    const port = { containerPort: Number(containerPort), protocol: protocol as PortBinding['protocol'] }
    if (!bindings?.length) return [{ ...port, hostPort: null, hostIp: null }]
    return bindings.map(({ HostIp, HostPort }) => ({
      ...port,
      hostPort: Number(HostPort) || null,
      hostIp: HostIp || null,
    }))
  })
}
