import type { MadeContainer, RunRequest } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { NewContainer as Body } from '../../engine/api/containerAnswers'

/**
 * Creates a container and starts it. When the engine refuses to start it, the container goes again with the anonymous volumes
 * that were made for it: nothing ever ran.
 * @throws AppError `image-unknown`, `name-taken`, `port-busy`, `command-not-found`, `mount-invalid`, ...
 */
export async function run(engine: EngineApi, request: RunRequest): Promise<MadeContainer> {
  const object = request.name || request.image
  const created = await create(engine, request)
  try {
    await engine.containers.start(created.id, { object })
  } catch (thrown) {
    if (wasRefused(thrown)) {
      // Without force: if it does run after all, it stays.
      await engine.containers.remove(created.id, { volumes: true, object }).catch(() => {})
    }
    throw thrown
  }
  return created
}

/**
 * Creates a container that does not run yet.
 * @throws AppError `image-unknown`, `name-taken`, `mount-invalid`, ...
 */
export async function create(engine: EngineApi, request: RunRequest): Promise<MadeContainer> {
  const object = request.name || request.image
  try {
    const about = { object }
    const { Id, Warnings } = await engine.containers.create(request.name || undefined, toBody(request), about)
    return { id: Id, warnings: Warnings ?? [] }
  } catch (thrown) {
    const error = AppError.from(thrown)
    const engine = error.details?.engine ?? ''
    if (error.code !== 'not-found' || !/no such image/i.test(engine)) throw error
    throw new AppError('image-unknown', { object: request.image, engine })
  }
}

/** The engine answered, so nothing is under way any more. */
function wasRefused(thrown: unknown): boolean {
  const unsure = ['engine-unreachable', 'timeout', 'cancelled', 'internal']
  return thrown instanceof AppError && !unsure.includes(thrown.code)
}

function toBody(request: RunRequest): Body {
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
