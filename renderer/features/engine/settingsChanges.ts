import type { EngineSettings } from '../../../main/contract/engineSettings'

/** One setting that would be another: what goes and what comes, as text. */
export interface SettingChange {
  /** Its key in the locale file. */
  readonly name: string
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** What applying would change, in the order of the form. */
export function settingsChanges(before: EngineSettings, after: EngineSettings): readonly SettingChange[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  return Object.keys(now).flatMap((name) => {
    const [was, is] = [old[name] ?? [], now[name] ?? []]
    const removed = was.filter((line) => !is.includes(line))
    const added = is.filter((line) => !was.includes(line))
    // The same in another order: engines ask name servers and mirrors one after the other.
    if (removed.length + added.length === 0 && was.join('\n') !== is.join('\n')) {
      return [{ name, removed: was, added: is }]
    }
    return removed.length + added.length > 0 ? [{ name, removed, added }] : []
  })
}

function linesOf(settings: EngineSettings): Record<string, readonly string[]> {
  const { logs, proxies, addressPools } = settings
  const line = (value: string | number | null | undefined) =>
    value === null || value === undefined || value === '' ? [] : [String(value)]
  return {
    maxSize: line(logs?.maxSize),
    maxFiles: line(logs?.maxFiles),
    registryMirrors: settings.registryMirrors,
    insecureRegistries: settings.insecureRegistries,
    httpProxy: line(proxies.http),
    httpsProxy: line(proxies.https),
    noProxy: line(proxies.no),
    dns: settings.dns,
    addressPools: addressPools.map(({ base, size }) => `${base} → /${size}`),
  }
}
