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

/** What can be done about a port that is busy. */
export interface PortOffer {
  /** The row of the form. */
  readonly row: number
  /** A port that nobody has; null where that cannot be known. */
  readonly free: string | null
  /** The container that has it. */
  readonly container: { readonly id: string; readonly name: string } | null
}

/** Null where the error is not about a port of this form, or nothing is known that would help. */
export function portOffer(error: AppError, form: RunForm): PortOffer | null {
  const row = /^ports\.(\d+)\.hostPort$/.exec(error.code === 'port-busy' ? portRow(error, form) : '')?.[1]
  const { free, container, by } = error.details ?? {}
  if (row === undefined || (free === undefined && container === undefined)) return null
  return {
    row: Number(row),
    free: free === undefined ? null : String(free),
    container: container === undefined ? null : { id: String(container), name: String(by) },
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
