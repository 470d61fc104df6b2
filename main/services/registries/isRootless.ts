import type { EngineApi } from '../../engine/api/api'

/** Asked only after a failure; an engine that does not say is taken for one that shares the machine's loopback. */
export async function isRootless(engine: EngineApi): Promise<boolean> {
  try {
    const { SecurityOptions } = await engine.system.info({ timeout: 5000 })
    return SecurityOptions?.some((option) => /^name=rootless\b/.test(option)) ?? false
  } catch {
    return false
  }
}
