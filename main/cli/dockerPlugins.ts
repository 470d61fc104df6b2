import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PersonConfiguration } from '../services/commandLine/personConfiguration'
import type { PluginCall } from './dockerWords'

/**
 * Whether the person has seen to it that docker itself does this with something else than what Slipway brings: a plugin of
 * that name in a folder of theirs, another builder, or none (the engine's own, without BuildKit).
 */
export function leftToDocker(call: PluginCall, config: PersonConfiguration, env: NodeJS.ProcessEnv): boolean {
  if (config.pluginFolders.some((folder) => existsSync(join(folder, `docker-${call.plugin}`)))) return true
  if (!call.ofEngine) return false
  const other = config.builder !== null && config.builder !== 'buildx'
  return other || !['', '1', 't', 'T', 'true', 'TRUE', 'True'].includes(env.DOCKER_BUILDKIT ?? '')
}
