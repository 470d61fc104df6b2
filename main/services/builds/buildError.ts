import { AppError } from '../../contract/errors'
import { engineError } from '../../engine/client/errors'

/** The connection to the engine broke, or there was none. Words of gRPC's and Docker's clients. */
const engineLost =
  /cannot connect to the docker daemon|code = Unavailable|error reading from server|connection error: desc|connection reset by peer|broken pipe|use of closed network connection/i

/**
 * Why a build failed, from what buildx wrote after its progress.
 * @param lines for a person: the place in the Dockerfile, then `ERROR: ...`
 * @param object what was to be built, by the name that the person knows
 */
export function buildError(lines: readonly string[], object: string): AppError {
  const errors = lines
    .filter((line) => line.startsWith('ERROR: '))
    .map((line) => line.slice('ERROR: '.length))
  const engine = errors.at(-1) ?? lines.at(-1) ?? 'buildx ended without a word'
  const output = lines.join('\n')
  if (engineLost.test(engine)) {
    return new AppError('engine-unreachable', `${object}: the engine went away: ${engine}`, {
      object,
      engine,
      output,
    })
  }
  // Whoever pressed Ctrl+C told buildx as well.
  if (/\bcontext canceled\b/i.test(engine)) {
    return new AppError('cancelled', `${object}: stopped`, { object, engine, output })
  }
  const { code, message, details } = engineError(engine, object)
  return new AppError(code, message, { ...details, output })
}
