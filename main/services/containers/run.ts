import type { RunRequest } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import { enginePath } from '../../engine/api/enginePath'
import { strangeAnswer } from '../../engine/api/strangeAnswer'
import type { Connection } from '../../engine/client/connection'

/** Copying an image's data into a new volume takes its time. */
const patience = 120_000

interface Created {
  readonly Id: string
  readonly Warnings?: readonly string[] | null
}

/**
 * Creates a container and starts it. When the engine refuses to start it, the container goes again with the anonymous volumes
 * that were made for it: nothing ever ran.
 * @throws AppError `image-unknown`, `name-taken`, `port-busy`, `command-not-found`, `mount-invalid`, ...
 */
export async function run(
  connection: Connection,
  request: RunRequest,
): Promise<{ id: string; warnings: readonly string[] }> {
  const object = request.name || request.image
  const created = await create(connection, request, object)
  const path = enginePath`/containers/${created.Id}`
  try {
    await connection.request({ method: 'POST', path: `${path}/start`, object, timeout: patience })
  } catch (thrown) {
    if (wasRefused(thrown)) {
      // Without force: if it does run after all, it stays.
      const removal = { method: 'DELETE', path, query: { v: true }, object, timeout: patience } as const
      await connection.request(removal).catch(() => {})
    }
    throw thrown
  }
  return { id: created.Id, warnings: created.Warnings ?? [] }
}

async function create(connection: Connection, request: RunRequest, object: string): Promise<Created> {
  try {
    const created = await connection.request<Created | undefined>({
      method: 'POST',
      path: '/containers/create',
      query: { name: request.name || undefined },
      body: toBody(request),
      object,
      timeout: patience,
    })
    if (typeof created?.Id !== 'string') throw strangeAnswer('The answer has no id', object)
    return created
  } catch (thrown) {
    const error = AppError.from(thrown)
    const engine = error.details?.engine ?? ''
    if (error.code !== 'not-found' || !/no such image/i.test(engine)) throw error
    const details = { object: request.image, engine }
    throw new AppError('image-unknown', `There is no image ${request.image} here: pull it first`, details)
  }
}

/** The engine answered, so nothing is under way any more. */
function wasRefused(thrown: unknown): boolean {
  const unsure = ['engine-unreachable', 'timeout', 'cancelled', 'internal']
  return thrown instanceof AppError && !unsure.includes(thrown.code)
}

/** Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerCreate */
function toBody(request: RunRequest): object {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const { hostIp, hostPort, containerPort, protocol } of request.ports) {
    const exposed = `${containerPort}/${protocol}`
    bindings[exposed] ??= []
    // Without a port the engine picks a free one.
    bindings[exposed].push({ HostIp: hostIp, HostPort: hostPort === null ? '' : String(hostPort) })
  }
  return {
    Image: request.image,
    Cmd: request.command.length > 0 ? request.command : undefined,
    Env: request.environment.map(({ name, value }) => `${name}=${value}`),
    Tty: request.tty,
    // A shell on a terminal that nobody can type at would end at once.
    OpenStdin: request.tty,
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((exposed) => [exposed, {}])),
    HostConfig: {
      PortBindings: bindings,
      RestartPolicy: { Name: request.restartPolicy },
      // Not Binds: those would create a folder on the host where a bind's source is missing.
      Mounts: request.mounts.map(({ source, target, readOnly }) => ({
        Type: source.startsWith('/') ? 'bind' : 'volume',
        Source: source,
        Target: target,
        ReadOnly: readOnly,
      })),
    },
  }
}
