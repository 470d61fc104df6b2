import { computed } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { useConnections } from '../../data/connections'
import { useImages } from '../../data/images'
import { t } from '../../ui/i18n'
import { useTransfers } from './transfers'
import { useNewImage } from './useNewImage'
import { useOnline } from './useOnline'

/** What there is to say and to do where the engine has no image yet. */
export function useFirstImage() {
  const transfers = useTransfers()
  const connections = useConnections()
  const images = useImages()
  const online = useOnline()

  const known = computed(() => (images.snapshot?.at ?? 0) > 0)
  /** Why a pull would not be the advice, as a sentence. */
  const offline = computed(() => {
    if (!online.value) return t('images.offline')
    const host = transfers.offline?.details?.host
    return host ? t('images.offlineRegistry', { host: visibleText(String(host)) }) : null
  })

  return {
    ...useNewImage(),
    /** Whether there is any; null until the list was read for the first time. */
    none: computed(() => (known.value ? images.items.length === 0 : null)),
    /** The second sentence of every view that is empty for want of an image. */
    advice: computed(() => {
      const key = offline.value ? 'offline' : 'online'
      return t(`images.first.${key}${connections.isBundled ? '' : 'Elsewhere'}`)
    }),
    /** For FirstImage. */
    state: computed(() => ({
      offline: offline.value,
      welcome: connections.isBundled,
      building: transfers.building,
      disabled: !connections.ready,
    })),
  }
}
