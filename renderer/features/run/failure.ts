import type { AppError } from '../../../main/contract/errors'
import type { RunForm } from './form'

/**
 * The field of the form that the engine's refusal is about, as a path (`ports.1.hostPort`); null when it is about none.
 * A section alone (`ports`, `mounts`) means that one of its rows is, but not which.
 */
export function failedField(error: AppError, form: RunForm): string | null {
  switch (error.code) {
    case 'name-taken':
      return 'name'
    case 'image-unknown':
      return 'image'
    case 'command-not-found':
      return 'command'
    case 'port-busy':
      return portRow(error, form)
    case 'mount-invalid':
      return mountRow(error, form)
    case 'denied':
      if (error.details?.port !== undefined) return portRow(error, form)
      return error.details?.command !== undefined ? 'command' : null
    case 'invalid-input':
      return firstField(error)
    default:
      return null
  }
}

function portRow({ details }: AppError, { ports }: RunForm): string {
  const row = ports.findIndex(({ hostPort }) => hostPort.trim() === String(details?.port))
  return row < 0 ? 'ports' : `ports.${row}.hostPort`
}

/** The engine names the path in its own words, or only quotes it in its sentence. */
function mountRow({ details }: AppError, { mounts }: RunForm): string {
  const said = `${details?.path ?? ''} ${details?.engine ?? ''}`
  for (const part of ['source', 'target'] as const) {
    const row = mounts.findIndex(
      (mount) => mount[part].trim().length > 1 && said.includes(mount[part].trim()),
    )
    if (row >= 0) return `mounts.${row}.${part}`
  }
  return 'mounts'
}

function firstField({ details }: AppError): string | null {
  const fields = details?.fields
  const first = Array.isArray(fields) ? String(fields[0]) : ''
  return /^(?:image|name|command)$/.test(first)
    ? first
    : (/^(?:ports|mounts|environment)/.exec(first)?.[0] ?? null)
}
