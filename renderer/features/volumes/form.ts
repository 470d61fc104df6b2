import { VolumeRequest } from '../../../main/contract/volumes'
import { filledRows, markTwice } from '../../ui/forms/filledRows'

/** A label or an option as it is typed. */
export interface PairRow {
  key: string
  value: string
}
export const emptyPair = (): PairRow => ({ key: '', value: '' })

/** What a person types into Create: text as it is, so that nothing is lost whatever is wrong with it. */
export interface VolumeForm {
  name: string
  driver: string
  labels: PairRow[]
  options: PairRow[]
}

export const emptyVolumeForm = (): VolumeForm => ({ name: '', driver: 'local', labels: [], options: [] })

export interface CheckedVolume {
  /** Null while something is wrong. */
  readonly request: VolumeRequest | null
  /** By the path of the field (`labels.0.key`) the key of the sentence about it. */
  readonly problems: ReadonlyMap<string, string>
}

/**
 * The form as the request that the contract wants, or what is wrong with it. Rows in which nothing was typed do not count.
 * @param taken names of the volumes that there are
 */
export function checkVolume(form: VolumeForm, taken: { has(name: string): boolean }): CheckedVolume {
  const pairs = (rows: readonly PairRow[]) => filledRows(rows, ({ key, value }) => key + value)
  const rows = { labels: pairs(form.labels), options: pairs(form.options) }
  const name = form.name.trim()
  const asked = (of: keyof typeof rows) =>
    rows[of].map(({ row }) => ({ key: row.key.trim(), value: row.value }))
  const parsed = VolumeRequest.safeParse({
    name,
    driver: form.driver.trim(),
    labels: asked('labels'),
    options: asked('options'),
  })
  const problems = new Map<string, string>()
  for (const { path } of parsed.error?.issues ?? []) {
    const [field, at, part] = path as ['name' | 'driver' | 'labels' | 'options', number?, string?]
    const row = field === 'labels' || field === 'options' ? rows[field][at ?? -1] : undefined
    if (!row || part === undefined) {
      const isMissing = (field === 'name' || field === 'driver') && form[field].trim() === ''
      problems.set(field, isMissing ? `${field}Missing` : field)
    } else {
      const isMissing = part === 'key' && row.row.key.trim() === ''
      problems.set(`${field}.${row.index}.${part}`, isMissing ? 'keyMissing' : part)
    }
  }
  if (!problems.has('name') && taken.has(name)) problems.set('name', 'nameTaken')
  markTwice(problems, rows.labels, ({ key }) => key.trim(), 'labels', 'key', 'keyTwice')
  markTwice(problems, rows.options, ({ key }) => key.trim(), 'options', 'key', 'keyTwice')
  return { request: problems.size === 0 && parsed.success ? parsed.data : null, problems }
}

/** The field that the engine's refusal is about, by the key of its error; null when it is about none. */
export function refusedField(key: string): 'name' | 'driver' | 'options' | null {
  if (key.startsWith('name-taken')) return 'name'
  if (key === 'unsupported/volumeDriver') return 'driver'
  return key === 'invalid-input/volumeOptions' ? 'options' : null
}
