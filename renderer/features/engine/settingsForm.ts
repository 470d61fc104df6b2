import { EngineSettings } from '../../../main/contract/engineSettings'

/** Lists of one text a row. */
export const textLists = ['registryMirrors', 'insecureRegistries', 'dns'] as const
export type TextList = (typeof textLists)[number]
/** Settings that are lists of rows. */
export type RowList = TextList | 'addressPools'

export interface TextRow {
  text: string
}
export interface PoolRow {
  base: string
  size: string
}

/** The engine's settings as they are typed: text as it is, so that nothing is lost whatever is wrong with it. */
export interface SettingsForm {
  /** False where the log driver has no such limits. */
  readonly bounded: boolean
  maxSize: string
  maxFiles: string
  registryMirrors: TextRow[]
  insecureRegistries: TextRow[]
  dns: TextRow[]
  httpProxy: string
  httpsProxy: string
  noProxy: string
  addressPools: PoolRow[]
}

export function formOf({ logs, proxies, addressPools, ...lists }: EngineSettings): SettingsForm {
  const rows = (list: TextList): TextRow[] => lists[list].map((text) => ({ text }))
  return {
    bounded: logs !== null,
    maxSize: logs?.maxSize ?? '',
    maxFiles: logs?.maxFiles?.toString() ?? '',
    registryMirrors: rows('registryMirrors'),
    insecureRegistries: rows('insecureRegistries'),
    dns: rows('dns'),
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.no,
    addressPools: addressPools.map(({ base, size }) => ({ base, size: String(size) })),
  }
}

/** What is typed, as the settings that it means; whether they are right is not said. Rows in which nothing is typed do not count. */
export function settingsOfForm(form: SettingsForm): EngineSettings {
  const texts = (list: TextList) => filledRows(form[list]).map(({ row }) => row.text.trim())
  return {
    logs: form.bounded
      ? {
          maxSize: form.maxSize.trim() || null,
          maxFiles: form.maxFiles.trim() ? toNumber(form.maxFiles) : null,
        }
      : null,
    registryMirrors: texts('registryMirrors'),
    insecureRegistries: texts('insecureRegistries'),
    dns: texts('dns'),
    proxies: {
      http: form.httpProxy.trim(),
      https: form.httpsProxy.trim(),
      no: form.noProxy
        .split(/[\s,]+/)
        .filter(Boolean)
        .join(','),
    },
    addressPools: filledRows(form.addressPools).map(({ row }) => ({
      base: row.base.trim(),
      size: toNumber(row.size),
    })),
  }
}

/**
 * What is wrong: the key of a sentence by the path of the field in the form (`dns.0.text`, `addressPools.1.size`).
 */
export function problemsOf(form: SettingsForm): ReadonlyMap<string, string> {
  const problems = new Map<string, string>()
  const parsed = EngineSettings.safeParse(settingsOfForm(form))
  for (const { path } of parsed.error?.issues ?? []) {
    const [section, at, part] = path as [keyof EngineSettings, string | number | undefined, string?]
    if (section === 'logs') problems.set(String(at), String(at))
    else if (section === 'proxies') problems.set(`${at}Proxy`, at === 'no' ? 'noProxy' : 'proxy')
    else if (typeof at !== 'number') problems.set(section, 'tooMany')
    else {
      const row = filledRows<TextRow | PoolRow>(form[section])[at]!
      const field = section === 'addressPools' ? (part ?? 'base') : 'text'
      problems.set(`${section}.${row.index}.${field}`, field === 'text' ? section : field)
    }
  }
  return problems
}

function filledRows<Row extends TextRow | PoolRow>(rows: readonly Row[]): { row: Row; index: number }[] {
  return rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => Object.values(row).some((text) => text.trim() !== ''))
}

function toNumber(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
}
