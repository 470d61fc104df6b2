import { Download, FileInput, FolderInput, Hammer, Play, Trash2 } from '@lucide/vue'
import { fits, imageReference } from '../../../main/contract/patterns'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** What images as a whole are fetched, made and removed with. */
export interface ImagesWays {
  /** @param reference what is to be pulled; asked for where it is not said */
  pull(reference?: string): void
  load(): void
  importFiles(): void
  buildWelcome(): void
  /** Asks about those that no container uses. */
  askUnused(): void
  readonly unused: number
  /** Why nothing can be done now. */
  readonly away: string | undefined
  /** Why the welcome image cannot be built on this engine. */
  readonly noWelcome: string | undefined
}

function common(name: string) {
  return {
    key: name,
    label: t(`imageCommands.${name}`),
    kind: t('images.one'),
    words: t(`imageCommands.words.${name}`),
  }
}

/** What is done with images without naming one that is here. */
export function imageCommands(ways: ImagesWays): readonly Command[] {
  const reason = ways.away
  return [
    { ...common('pull'), icon: Download, reason, run: () => ways.pull() },
    { ...common('load'), icon: FolderInput, reason, run: ways.load },
    { ...common('import'), icon: FileInput, reason, run: ways.importFiles },
    {
      ...common('welcome'),
      label: t('images.buildWelcome'),
      icon: Hammer,
      reason: ways.noWelcome ?? reason,
      run: ways.buildWelcome,
    },
    {
      ...common('removeUnusedImages'),
      icon: Trash2,
      danger: true,
      reason: reason ?? (ways.unused === 0 ? t('imageCommands.noneUnused') : undefined),
      run: ways.askUnused,
    },
  ]
}

/** What is meant by `pull nginx` and `run nginx`, whether or not that is here; none for what names no image. */
export function typedImageCommands(
  query: string,
  ways: { pull(reference: string): void; run(image: string): void; readonly away: string | undefined },
): readonly Command[] {
  const [, verb, name = ''] = /^\s*(pull|run)\s+(\S+)\s*$/i.exec(query) ?? []
  if (!verb || !fits(imageReference, name)) return []
  const typed = { kind: t('images.one'), reason: ways.away }
  return verb.toLowerCase() === 'pull'
    ? [
        {
          ...typed,
          key: 'pull/typed',
          label: t('imageCommands.pullTyped', { name }),
          icon: Download,
          run: () => ways.pull(name),
        },
      ]
    : [
        {
          ...typed,
          key: 'run/typed',
          label: t('images.runCommand', { name }),
          // An image that is here is meant first.
          standing: 'rare',
          icon: Play,
          run: () => ways.run(name),
        },
      ]
}

/** Other words for what is done with one image, by the action's id. */
export const imageWords = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['run', 'tag', 'untag', 'push', 'save', 'remove'].map((id) => [id, t(`imageCommands.words.of.${id}`)]),
  )
