import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { nameOfListed } from '../../engine/api/containerAnswers'
import { type Listener, programOf, readListeners } from './listeners'

interface Neighbourhood {
  /** Its ports are another machine's, whose programs cannot be seen from here. */
  readonly elsewhere: boolean
  /** Where the system tells of its processes. */
  readonly proc?: string
}

/** The highest port there is. */
const last = 65_535
/** Below these, ports need special rights: 80 becomes 8080. */
const unprivileged = 1024

/**
 * Says of a port that is busy who holds it, a container or a program, and in `details.free` which one is free. Any other
 * error, and one about which nothing more can be learned, stays as it is.
 */
export async function tellHolder(
  thrown: unknown,
  engine: EngineApi,
  { elsewhere, proc }: Neighbourhood,
): Promise<AppError> {
  const error = AppError.from(thrown)
  const port = error.details?.port
  if (error.code !== 'port-busy' || typeof port !== 'number') return error
  const protocol = /\budp|\/udp/i.test(error.details?.engine ?? '') ? 'udp' : 'tcp'
  const options = { cause: error }
  const containers = await engine.containers.list().catch(() => [])
  const published = containers.flatMap((container) =>
    (container.Ports ?? []).map(({ PublicPort, Type }) => ({ container, port: PublicPort, protocol: Type })),
  )
  const listeners: readonly Listener[] = elsewhere ? [] : await readListeners(proc)
  const taken = new Set(
    [...published, ...listeners].flatMap((one) => (one.protocol === protocol ? [one.port] : [])),
  )
  const known = { ...error.details, port, free: elsewhere ? undefined : nextFree(port, taken) }

  const holder = published.find((one) => one.port === port && one.protocol === protocol)?.container
  if (holder) {
    const by = nameOfListed(holder)
    return new AppError('port-busy/container', { ...known, by, container: holder.Id }, options)
  }
  const inodes = listeners.filter((one) => one.port === port && one.protocol === protocol)
  const program =
    inodes.length > 0 &&
    (await programOf(
      inodes.map(({ inode }) => inode),
      proc,
    ))
  return program
    ? new AppError(
        'port-busy/program',
        { ...known, program: program.name, pid: String(program.pid) },
        options,
      )
    : new AppError('port-busy/port', known, options)
}

/** The next port that nobody holds; undefined where there is none. */
export function nextFree(port: number, taken: ReadonlySet<number | undefined>): number | undefined {
  for (let next = port < unprivileged ? port + 8000 : port + 1; next <= last; next++) {
    if (!taken.has(next)) return next
  }
  return undefined
}
