import { onScopeDispose } from 'vue'
import { useDialogs } from '../data/dialogs'
import { useDock } from '../data/dock'
import { notifyError } from '../data/notify'
import { useRecreate } from '../data/recreate'
import { useRemoved } from '../data/removed'
import { otherEngineKeys, useSwitchBack } from '../features/connections'
import { t } from '../ui/i18n'
import { changePane, rememberFocus } from '../ui/panes'
import { isLayerOpen, isTyping, useShortcuts } from '../ui/useShortcuts'
import { sections } from './router'
import type { usePlaces } from './usePlaces'

/** The buttons of a mouse that lead back and forward, as MouseEvent numbers them. */
const backButton = 3
const forwardButton = 4

/** Keys, and buttons of the mouse, that mean the same wherever one is. */
export function useWindowKeys({ go }: Pick<ReturnType<typeof usePlaces>, 'go'>): void {
  const dialogs = useDialogs()
  const dock = useDock()
  const removed = useRemoved()
  const recreate = useRecreate()
  const switchBack = useSwitchBack()
  const back = () => history.back()
  const forward = () => history.forward()
  const toggle = (dialog: 'palette' | 'shortcuts') =>
    dialogs.asked?.dialog === dialog ? dialogs.close() : dialogs.open({ dialog })

  useShortcuts(
    {
      'Ctrl+K': { label: t('app.keys.palette'), run: () => toggle('palette') },
      '?': { label: t('app.keys.shortcuts'), run: () => toggle('shortcuts') },
      ...Object.fromEntries(
        sections.map((section, index) => [
          `Ctrl+${index + 1}`,
          { label: t(`app.section.${section}`), run: () => go(section) },
        ]),
      ),
      'Alt+ArrowLeft': { label: t('app.keys.back'), run: back },
      'Alt+ArrowRight': { label: t('app.keys.forward'), run: forward },
      F6: { label: t('app.keys.nextPane'), run: () => changePane(1) },
      'Shift+F6': { label: t('app.keys.previousPane'), run: () => changePane(-1) },
      'Ctrl+Z': {
        label: t('app.keys.undoRemoval'),
        run: () => isLayerOpen() || void undoLatest().catch(notifyError),
      },
      // In a field it is the field's.
      [otherEngineKeys]: {
        label: t('app.keys.otherEngine'),
        run: ({ target }) => isLayerOpen() || isTyping(target) || void switchBack(),
      },
      'Ctrl+J': { label: t('app.keys.dock'), run: () => dock.toggle() },
    },
    t('app.keys.window'),
  )
  onScopeDispose(rememberFocus())

  async function undoLatest(): Promise<void> {
    if (!(await recreate.undoLatest())) await removed.undoLatest()
  }

  function release(event: MouseEvent) {
    if (event.button !== backButton && event.button !== forwardButton) return
    event.preventDefault()
    if (isLayerOpen()) return
    if (event.button === backButton) back()
    else forward()
  }
  addEventListener('mouseup', release)
  onScopeDispose(() => removeEventListener('mouseup', release))
}
