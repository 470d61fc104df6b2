import { AppError, type ErrorCode } from '../../contract/errors'
import { engineError } from '../../engine/client/errors'
import { readExcerpt } from './excerpt'

/** The connection to the engine broke, or there was none. Words of gRPC's and Docker's clients. */
const engineLost =
  /cannot connect to the docker daemon|code = Unavailable|error reading from server|connection error: desc|connection reset by peer|broken pipe|use of closed network connection/i
/** What says nothing but that it goes on to say why. */
const preamble =
  /^(?:failed to (?:build|solve|receive status|compute cache key): |rpc error: code = \w+ desc = )+/
/** A step ran, and failed by itself: what its command line looks like means nothing. */
const stepFailed = /process ".*" did not complete successfully: (.*)$/s
const notDockerfile = /dockerfile parse error on line (\d+): (.*)$/s
/** What a COPY names and is not there; what it is looked for by means nothing to anybody. */
const notThere = /failed to (?:calculate checksum|compute cache key|walk).*"(.+)": not found$/s
const unreadable = /error from sender: \w+ (.+): permission denied/

/** What the engine says in these is about the machine or a registry, not about the Dockerfile. */
const aboutElsewhere: readonly ErrorCode[] = [
  'disk-full',
  'registry-unreachable',
  'registry-denied',
  'image-unknown',
]

/**
 * Why a build failed, from what the builder wrote after its progress.
 * @param lines for a person: the place in the Dockerfile, then `ERROR: ...`
 * @param object what was to be built, by the name that the person knows
 */
export function buildError(lines: readonly string[], object: string): AppError {
  const errors = lines
    .filter((line) => line.startsWith('ERROR: '))
    .map((line) => line.slice('ERROR: '.length))
  const engine = errors.at(-1) ?? lines.at(-1)
  const output = lines.join('\n')
  if (engine === undefined) return new AppError('engine-failed/buildSilent', { object, output })
  const details = { object, engine, output }
  if (engineLost.test(engine)) return new AppError('engine-unreachable/build', details)
  // Whoever pressed Ctrl+C told buildx as well.
  if (/\bcontext canceled\b/i.test(engine)) return new AppError('cancelled', details)
  const told = engine.replace(preamble, '').replace(/\.$/, '')
  const [, wrongLine, wrong] = notDockerfile.exec(told) ?? []
  const excerpt = readExcerpt(lines)
  if (wrongLine && wrong) {
    const file = excerpt?.file ?? 'Dockerfile'
    return new AppError('invalid-input/dockerfile', {
      ...details,
      file,
      line: Number(wrongLine),
      reason: wrong,
    })
  }
  const [, path] = unreadable.exec(told) ?? []
  if (path) return new AppError('denied/contextFile', { ...details, path })
  const [, ended] = stepFailed.exec(told) ?? []
  if (!ended) {
    const error = engineError(told, object)
    if (aboutElsewhere.includes(error.code)) {
      return AppError.revive({ ...error.toData(), details: { ...error.details, output } })
    }
  }
  const reason = ended ?? told
  const marked = excerpt?.lines.find(({ marked }) => marked)
  if (!excerpt || !marked) return new AppError('engine-failed/build', { ...details, reason })
  const { file, line } = excerpt
  const instruction = marked.text.trim()
  const [, missing] = notThere.exec(told) ?? []
  const place = { ...details, instruction, file, line }
  if (missing) return new AppError('engine-failed/buildFile', { ...place, path: missing })
  return new AppError('engine-failed/buildStep', { ...place, reason })
}
