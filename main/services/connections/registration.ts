import { readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../base/wholeFile'
import { AppError } from '../../contract/errors'
import { type ContextMeta, metaFolder, readCurrentContext } from './dockerContexts'

const name = 'slipway'

interface Own {
  /** The folder of docker's configuration. */
  readonly folder: string
  /** SLIPWAY_HOME, by which a context is known as this one's. */
  readonly home: string
  readonly socket: string
}

/** The bundled engine as the Docker context `slipway`: one file in a folder of its own, and nothing else. */
export function isRegistered({ folder, home }: Own): boolean {
  return ownerOf(folder) === home
}

/** @throws AppError `name-taken` for a context of that name that is not this one's */
export function register(own: Own): void {
  const { folder, home, socket } = own
  mustBeOurs(own)
  const meta: ContextMeta = {
    Name: name,
    Metadata: { Description: "Slipway's own engine", SlipwayHome: home },
    Endpoints: { docker: { Host: `unix://${socket}`, SkipTLSVerify: false } },
  }
  writeWhole(join(metaFolder(folder, name), 'meta.json'), JSON.stringify(meta))
}

/** @throws AppError `in-use` while docker uses it, `name-taken` when it is not this one's */
export async function unregister(own: Own): Promise<void> {
  const { folder, home } = own
  mustBeOurs(own)
  if (ownerOf(folder) !== home) return
  if ((await readCurrentContext(folder)) === name) {
    throw new AppError('in-use/context', { object: name })
  }
  const at = metaFolder(folder, name)
  unlinkSync(join(at, 'meta.json'))
  try {
    // Only when nothing else is in it.
    rmdirSync(at)
  } catch {}
}

function mustBeOurs({ folder, home }: Own): void {
  const owner = ownerOf(folder)
  if (owner !== undefined && owner !== home) {
    throw new AppError('name-taken/context', { object: name })
  }
}

/** Whose context it is; null when it is not Slipway's, undefined when there is none. */
function ownerOf(folder: string): string | null | undefined {
  try {
    const meta: ContextMeta = JSON.parse(readFileSync(join(metaFolder(folder, name), 'meta.json'), 'utf8'))
    const owner = meta.Metadata?.SlipwayHome
    return typeof owner === 'string' ? owner : null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : null
  }
}
