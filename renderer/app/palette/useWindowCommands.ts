import { useRouter } from 'vue-router'
import { visibleText } from '../../../main/shared/visibleText'
import { sentence } from '../../../main/texts/sentence'
import { buildsRoute } from '../../data/buildsRoute'
import type { Command } from '../../data/command'
import { useConnections } from '../../data/connections'
import { useDialogs } from '../../data/dialogs'
import { useEngine } from '../../data/engine'
import { sentenceText } from '../../data/errorText'
import { useAway } from '../../data/useAway'
import { useSwitchConnection } from '../../features/connections'
import { useNewImage } from '../../features/images'
import { useRemoveUnused } from '../../features/volumes'
import { t } from '../../ui/i18n'
import { sections } from '../router'

/** What can be done without naming any container or image. */
export function useWindowCommands(): () => readonly Command[] {
  const router = useRouter()
  const engine = useEngine()
  const connections = useConnections()
  const switchTo = useSwitchConnection()
  // Others may answer by now.
  void connections.refresh()
  const dialogs = useDialogs()
  const { pull, load, importFiles, build } = useNewImage()
  const unused = useRemoveUnused()
  const away = useAway()

  return () => {
    const up = engine.state?.phase === 'ready' || engine.state?.phase === 'starting'
    const engineActions = up ? (['stop', 'restart'] as const) : (['start'] as const)
    const image = t('palette.image')
    const volume = t('palette.volume')
    const reason = away() ?? undefined
    return [
      {
        key: 'run',
        label: t('palette.runNew'),
        kind: t('palette.container'),
        reason,
        run: () => dialogs.open({ dialog: 'run' }),
      },
      {
        key: 'create',
        label: t('palette.createNew'),
        kind: t('palette.container'),
        reason,
        run: () => dialogs.open({ dialog: 'run', create: true }),
      },
      { key: 'pull', label: t('palette.pull'), kind: image, reason, run: pull },
      {
        key: 'build',
        label: t('palette.build'),
        kind: image,
        reason,
        run: () => dialogs.open({ dialog: 'build' }),
      },
      { key: 'load', label: t('palette.load'), kind: image, reason, run: load },
      { key: 'import', label: t('palette.import'), kind: image, reason, run: importFiles },
      {
        key: 'welcome',
        label: t('images.buildWelcome'),
        kind: image,
        reason: connections.isBundled ? reason : sentenceText(sentence('unsupported/elsewhereBuild')),
        run: build,
      },
      {
        key: 'createVolume',
        label: t('palette.createVolume'),
        kind: volume,
        reason,
        run: () => dialogs.open({ dialog: 'createVolume' }),
      },
      { key: 'removeUnused', label: t('palette.removeUnusedVolumes'), kind: volume, reason, run: unused.ask },
      ...sections.map((section) => ({
        key: `go/${section}`,
        label: t('palette.go', { view: t(`app.section.${section}`) }),
        kind: t('palette.view'),
        run: () => void router.push({ name: section }),
      })),
      {
        key: 'go/builds',
        label: t('palette.builds'),
        kind: t('palette.view'),
        run: () => void router.push(buildsRoute()),
      },
      ...engineActions.map((action) => ({
        key: `engine/${action}`,
        label: t('palette.engineAct', { action: t(`action.${action}`) }),
        kind: t('palette.engine'),
        run: () => (action === 'stop' ? dialogs.open({ dialog: 'stopEngine' }) : void engine[action]()),
      })),
      ...(connections.list?.connections ?? [])
        .filter(({ id, unusable }) => id !== connections.active?.id && unusable === null)
        .map(({ id, name }) => ({
          key: `connection/${id}`,
          label: t('connections.switchTo', { name: visibleText(name) }),
          kind: t('palette.connection'),
          run: () => void switchTo(id),
        })),
      {
        key: 'connections',
        label: t('connections.manage'),
        kind: t('palette.connection'),
        run: () => dialogs.open({ dialog: 'connections' }),
      },
      {
        key: 'registries',
        label: t('registries.command'),
        kind: t('palette.registry'),
        run: () => dialogs.open({ dialog: 'registries' }),
      },
      {
        key: 'about',
        label: t('palette.about'),
        kind: t('app.name'),
        run: () => dialogs.open({ dialog: 'about' }),
      },
    ]
  }
}
