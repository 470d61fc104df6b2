import type { RunRequest } from '../../../main/contract/containers'
import type { EditPlan } from '../../../main/contract/recreate'
import type { Loss } from '../../../main/contract/removed'
import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../../ui/i18n'

type Field = keyof RunRequest
const fields: readonly Field[] = [
  ...(['image', 'name', 'command', 'ports', 'environment', 'mounts', 'restartPolicy', 'tty'] as const),
]
const inPlace: ReadonlySet<Field> = new Set(['name', 'restartPolicy'])

/** What a form asks for that a container does not have, and whether that needs a new one. */
export interface Changes {
  readonly fields: readonly Field[]
  readonly remakes: boolean
}

export function editChanges(before: RunRequest, after: RunRequest): Changes {
  const differs = (field: Field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])
  const changed = fields.filter(differs)
  return { fields: changed, remakes: changed.some((field) => !inPlace.has(field)) }
}

/** What is done, in a sentence. @param runs whether it runs now */
export function changesText({ fields: changed, remakes }: Changes, runs: boolean): string {
  if (changed.length === 0) return t('edit.unchanged')
  const what = changed.map((field) => t(`edit.field.${field}`)).join(', ')
  if (!remakes) return t('edit.inPlace', { what })
  return t(runs ? 'edit.remadeRunning' : 'edit.remade', { what })
}

interface About {
  readonly plan: EditPlan
  /** What the form asks for now; null where something is wrong with it. */
  readonly request: RunRequest | null
  readonly remakes: boolean
  /** What it has, once that is counted. */
  readonly loss: Loss | null
  readonly clone: boolean
  readonly name: string
}

/** What cannot come along, or is not as one might think: each a sentence. */
export function obstacles({ plan, request, remakes, loss, clone, name }: About): readonly string[] {
  const of = { name: visibleText(name) }
  const { keeping, project, service } = plan
  const list = (names: readonly string[]) => names.map(visibleText).join(', ')
  if (keeping !== 'kept') {
    return [
      t(`edit.cannot.${keeping === 'off' ? 'storage' : keeping}`),
      t(clone ? 'edit.noClone' : 'edit.onlyInPlace'),
    ]
  }
  const changesImage = request !== null && request.image !== plan.request.image
  const compose = { project: visibleText(project ?? ''), service: visibleText(service ?? '') }
  const targets = new Set(request?.mounts.map(({ target }) => target))
  const covered = (loss?.volumes ?? []).filter(({ target }) => targets.has(target))
  const shared = (request?.mounts ?? []).filter(
    ({ source, readOnly }) => !source.startsWith('/') && !readOnly,
  )
  return [
    project !== null && t(clone ? 'edit.composeClone' : 'edit.compose', compose),
    !clone && remakes && loss && loss.joinedBy.length > 0 && t('edit.joined', { names: list(loss.joinedBy) }),
    changesImage && t('edit.otherImage'),
    covered.length > 0 && t('edit.covered', { targets: list(covered.map(({ target }) => target)) }),
    clone && plan.portsLeft.length > 0 && t('edit.portsLeft', { ...of, ports: plan.portsLeft.join(', ') }),
    clone &&
      shared.length > 0 &&
      t('edit.sharedVolumes', { ...of, names: list(shared.map(({ source }) => source)) }),
  ].filter((one) => typeof one === 'string')
}
