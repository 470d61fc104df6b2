import { AppError, type ErrorDetails } from '../../contract/errors'
import type { Reference } from '../../shared/imageReference'

/** What the engine says of a registry that it reached, but which did not answer as one. */
const brokenRegistry =
  /unexpected (?:HTTP )?status|HTTP response (?:code )?5\d\d|unexpected EOF|http2?: |x509: |timeout/i
/** The image is there, but in no form that this engine can use. */
const otherPlatform = /no matching manifest|unsupported (?:schema|media type|manifest)|not implemented/i
/** Docker Hub goes by several hosts; the person knows it by one. */
const hub = /^(?:registry-1|auth|index)\.docker\.io(?::443)?$/

/**
 * Why a pull failed, in terms of the image and its registry.
 * @param rootless the engine has a loopback of its own: a registry on the person's is out of its reach,
 *   and `details.loopback` is 1
 */
export function pullError(thrown: unknown, reference: Reference, rootless: boolean): AppError {
  const error = AppError.from(thrown)
  const { code, message } = error
  const engine = error.details?.engine ?? message
  const as = (code: AppError['code'], more?: ErrorDetails) =>
    new AppError(code, message, { ...error.details, object: reference.full, ...more }, { cause: error })

  switch (code) {
    case 'registry-denied':
      return as(code, { host: reference.host })
    case 'not-found':
      return as(otherPlatform.test(engine) ? 'unsupported' : 'image-unknown')
    case 'engine-failed':
    case 'archive-invalid':
      if (otherPlatform.test(engine)) return as('unsupported')
      if (!brokenRegistry.test(engine) || engine.includes('register layer')) return as('engine-failed')
      break
    case 'registry-unreachable':
    case 'timeout':
      break
    default:
      return error
  }
  const named = error.details?.host
  const host =
    typeof named === 'string' && !hub.test(named) && named !== reference.host ? named : reference.host
  return as('registry-unreachable', { host, loopback: rootless && isLoopbackRegistry(host) ? 1 : undefined })
}

/** True for a host, perhaps with a port, that means the very machine it is asked on. */
export function isLoopbackRegistry(host: string): boolean {
  const name = host.replace(/:\d+$/, '')
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(?:\.\d+){3}$/.test(name)
  )
}
