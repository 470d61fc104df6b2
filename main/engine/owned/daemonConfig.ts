import { readFileSync } from 'node:fs'
import { type NoJsonError, parseJson } from '../../base/json'
import { writeWhole } from '../../base/wholeFile'
import { sentence } from '../../texts/sentence'
import { SaidError } from './problem'
import { formatSubnet, freeNetworks, hostRoutes } from './subnets'

export interface DaemonConfig {
  [key: string]: unknown
}

/** Layers are read straight from this storage driver's directories. */
export const engineDriver = 'overlay2'

/** The file is there, but it is no JSON object: it is somebody's work and is never written over. */
export class BrokenConfigError extends SaidError {
  override name = 'BrokenConfigError'
}

/**
 * The engine's configuration out of what the file says now (dockerd's reference: daemon configuration file).
 * What a person set stays, but for the few settings that Slipway itself stands on.
 */
export function completeConfig(existing: DaemonConfig, mode: 'rootless' | 'rootful'): DaemonConfig {
  const config: DaemonConfig = { ...existing }
  if (config['log-driver'] === undefined) {
    config['log-driver'] = 'json-file'
    // Generous, so that nobody misses a line, but bounded: one container cannot fill the disk.
    config['log-opts'] ??= { 'max-size': '100m', 'max-file': '5' }
  }
  if (mode === 'rootful' && config['default-address-pools'] === undefined) {
    // Rootless, the engine has a network to itself.
    const pools = freeNetworks(hostRoutes())
    if (pools.length > 0) {
      config['default-address-pools'] = pools.map((pool) => ({ base: formatSubnet(pool), size: 24 }))
    }
  }
  // Containers outlive dockerd; the keeper switches it off to stop them.
  config['live-restore'] = true
  config['storage-driver'] = engineDriver
  config.features = { ...(config.features as object | undefined), 'containerd-snapshotter': false }
  return config
}

/**
 * Brings the file up to date before the engine starts.
 * @throws BrokenConfigError, or an error of the file system
 */
export function writeDaemonConfig(path: string, mode: 'rootless' | 'rootful'): void {
  const before = readConfigText(path)
  const after = configText(completeConfig(parseConfig(path, before), mode))
  if (after !== before) writeWhole(path, after)
}

/** As it stands in the file. */
export const configText = (config: DaemonConfig): string => `${JSON.stringify(config, null, 2)}\n`

/**
 * @param path for the sentence
 * @throws BrokenConfigError
 */
export function parseConfig(path: string, text: string | null): DaemonConfig {
  if (text === null) return {}
  // dockerd takes it for one that sets nothing, but Slipway writes none like it: whatever a person had set was cut off.
  if (text.trim() === '') throw new BrokenConfigError(sentence('config/empty', { file: path }))
  const value = valueIn(path, text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as DaemonConfig
  throw new BrokenConfigError(sentence('config/broken', { file: path }))
}

function valueIn(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (thrown) {
    const { line, column } = thrown as NoJsonError
    throw new BrokenConfigError(sentence('config/noJson', { file: path, line, column }))
  }
}

/**
 * The file as it is; null when there is none.
 * @throws an error of the file system
 */
export function readConfigText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
