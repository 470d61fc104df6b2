import {
  BuildArgumentName,
  type BuildFolder,
  BuildPlatform,
  type BuildRequest,
  type BuildSecret,
  BuildSecretId,
  type DockerfileFacts,
  ImageTag,
} from '../../../main/contract/builds'

export interface ArgumentRow {
  name: string
  value: string
  /** The Dockerfile declares it, with this value of its own. */
  declared: { readonly value: string | null } | null
}

export interface SecretRow {
  id: string
  readonly file: BuildSecret
}

/** What a person types into Build: text as it is. */
export interface BuildForm {
  folder: BuildFolder | null
  file: string
  tags: string[]
  /** Empty: the last stage. */
  target: string
  args: ArgumentRow[]
  secrets: SecretRow[]
  /** Empty: the engine's own. */
  platform: string
  noCache: boolean
  pull: boolean
}

export const emptyArgument = (): ArgumentRow => ({ name: '', value: '', declared: null })

export function emptyBuildForm(): BuildForm {
  const advanced = { secrets: [], platform: '', noCache: false, pull: false }
  return { folder: null, file: '', tags: [''], target: '', args: [], ...advanced }
}

/** Something would be lost with it. */
export function isFilled({ folder, tags, args, secrets, platform, noCache, pull }: BuildForm): boolean {
  const typed = tags.some(Boolean) || args.some(({ value }) => value !== '') || platform !== ''
  return folder !== null || noCache || pull || typed || secrets.length > 0
}

/** Puts in what a Dockerfile asks for; what was typed for the same arguments stays. */
export function takeFacts(form: BuildForm, { targets, args }: DockerfileFacts): void {
  const typed = new Map(form.args.map(({ name, value }) => [name, value]))
  const declared = args.map(({ name, value }) => ({
    ...{ name, value: typed.get(name) ?? '', declared: { value } },
  }))
  const others = form.args.filter(
    (row) => !row.declared && !args.some(({ name }) => name === row.name) && row.value !== '',
  )
  form.args = [...declared, ...others]
  if (!targets.includes(form.target)) form.target = ''
}

/** What is wrong, by the path of the field, as the key of a sentence; and the request, where nothing is. */
export function checkBuildForm(form: BuildForm): {
  readonly problems: ReadonlyMap<string, string>
  readonly request: Omit<BuildRequest, 'session'> | null
} {
  const problems = new Map<string, string>()
  if (!form.folder) problems.set('folder', 'folderMissing')
  const tags = form.tags.map((tag) => tag.trim())
  tags.forEach((tag, at) => {
    if (tag === '') return
    if (!ImageTag.safeParse(tag).success) problems.set(`tags.${at}`, 'tagInvalid')
    else if (tags.indexOf(tag) < at) problems.set(`tags.${at}`, 'tagTwice')
  })
  // Of an argument without a value the Dockerfile's own counts.
  const args = form.args.filter(({ value, declared, name }) => value !== '' || (!declared && name !== ''))
  form.args.forEach((row, at) => {
    if (row.declared || !args.includes(row)) return
    if (!BuildArgumentName.safeParse(row.name.trim()).success)
      problems.set(`args.${at}.name`, 'argNameInvalid')
    else if (form.args.findIndex(({ name }) => name.trim() === row.name.trim()) < at)
      problems.set(`args.${at}.name`, 'argTwice')
  })
  const ids = form.secrets.map(({ id }) => id.trim())
  ids.forEach((id, at) => {
    if (!BuildSecretId.safeParse(id).success) problems.set(`secrets.${at}`, 'secretInvalid')
    else if (ids.indexOf(id) < at) problems.set(`secrets.${at}`, 'secretTwice')
  })
  const platform = form.platform.trim() || null
  if (platform !== null && !BuildPlatform.safeParse(platform).success)
    problems.set('platform', 'platformInvalid')
  const { folder, file, target, noCache, pull } = form
  if (!folder || problems.size > 0) return { problems, request: null }
  const request = {
    ...{ folder: folder.folder, file, tags: tags.filter(Boolean), target: target || null, noCache, pull },
    args: args.map(({ name, value }) => ({ name: name.trim(), value })),
    secrets: form.secrets.map(({ file: { secret } }, at) => ({ id: ids[at]!, secret })),
    platform,
  }
  return { problems, request }
}

/** The field that a refusal is about; null when it is about none. */
export function fieldOf(key: string): 'folder' | 'file' | 'target' | null {
  if (/^not-found\/(?:dockerfile|buildFolder)$/.test(key)) return 'folder'
  if (key === 'invalid-input/target') return 'target'
  return /\/(?:dockerfile|emptyDockerfile|longDockerfile|fileKind|buildFile)$/.test(key) ? 'file' : null
}
