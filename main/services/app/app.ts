import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keptPromise } from '../../base/keptPromise'
import type { AppVersions, Notice, Part } from '../../contract/app'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { nativeFolder } from '../../engine/owned/parts'
import type { Desktop } from '../desktop'
import { fileError } from '../newFile'

/** What only the running application knows of itself. */
export interface Host {
  readonly versions: AppVersions
  /** Whether the desktop shows a tray. */
  tray(): boolean
  notices(signal: AbortSignal): AsyncIterable<Notice>
  /** Whether it opens when the person logs in; `change` throws errors of the file system. */
  readonly openAtLogin: { read(): boolean; change(on: boolean): void }
}

export interface AppOptions {
  /** The application's root: holds out/. */
  readonly root: string
  readonly desktop: Desktop
  readonly host: Host
}

/** Versions, licences and the few things that the window asks of the desktop. */
export function createAppService({ root, desktop, host }: AppOptions): Services['app'] {
  const engineFolder = join(nativeFolder(root), 'runtime/engine')
  const parts = keptPromise(() => readParts(root, engineFolder))

  return {
    async info() {
      return { versions: host.versions, parts: await parts(), tray: host.tray() }
    },
    notices: (signal) => host.notices(signal),
    async licence({ name }) {
      const folder = join(engineFolder, 'licences')
      // Only a name that is listed is opened: no path can be made of it.
      const names = await readdir(folder).catch((): string[] => [])
      if (!names.includes(name)) {
        throw new AppError('not-found', { object: name })
      }
      return readFile(join(folder, name), 'utf8')
    },
    async openAtLogin() {
      return host.openAtLogin.read()
    },
    async setOpenAtLogin({ on }) {
      try {
        host.openAtLogin.change(on)
      } catch (thrown) {
        throw fileError(thrown, (thrown as NodeJS.ErrnoException).path ?? 'autostart')
      }
    },
    async copyText({ text }) {
      desktop.copyText(text)
    },
    async openExternal({ url }) {
      const address = parseAddress(url)
      if (await desktop.confirmLeaving(address)) await desktop.openUrl(address.href)
    },
  }
}

/** @throws AppError `invalid-input` for anything but a plain https address */
function parseAddress(url: string): URL {
  let address: URL | undefined
  try {
    address = new URL(url)
  } catch {
    // Said below.
  }
  if (address?.protocol !== 'https:' || !address.hostname || address.username || address.password) {
    throw new AppError('invalid-input/address', { object: url.slice(0, 200) })
  }
  return address
}

/** The libraries inside the application, written down when it was built, and the packages that the engine came from. */
async function readParts(root: string, engineFolder: string): Promise<readonly Part[]> {
  const [ofMain, ofWindow, engine] = await Promise.all([
    readJson<Library[]>(join(root, 'out/main/parts.json'), []),
    readJson<Library[]>(join(root, 'out/renderer/parts.json'), []),
    readJson<{ packages?: EnginePackage[] }>(join(engineFolder, 'versions.json'), {}),
  ])
  const engineParts = (engine.packages ?? []).map(async ({ name, version }): Promise<Part> => {
    const text = await readFile(join(engineFolder, 'licences', name), 'utf8').catch(() => '')
    return { name, version, licence: debianLicence(text), group: 'engine' }
  })
  return [...mergeLibraries([...ofMain, ...ofWindow]), ...(await Promise.all(engineParts))]
}

type Library = Omit<Part, 'group'>

/** By name; a library that main and the window share is one. */
function mergeLibraries(libraries: readonly Library[]): Part[] {
  const once = new Map(libraries.map((library) => [`${library.name}@${library.version}`, library]))
  const sorted = [...once.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.map((library) => ({ ...library, group: 'application' }))
}

interface EnginePackage {
  readonly name: string
  readonly version: string
}

async function readJson<T>(file: string, fallback: T): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch {
    return fallback
  }
}

/**
 * The licence of a package's own files, out of Debian's copyright file.
 * Source: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 */
export function debianLicence(text: string): string {
  for (const paragraph of text.split(/\n\s*\n/)) {
    if (!/^Files:\s*\*\s*$/m.test(paragraph)) continue
    const licence = paragraph.match(/^License:\s*(\S.*)$/m)?.[1]
    if (licence) return licence.trim()
  }
  return text.match(/^License:\s*(\S.*)$/m)?.[1]?.trim() ?? ''
}
