import { useRouter } from 'vue-router'
import { useDialogs } from '../../data/dialogs'
import { useTransfers } from './transfers'

/** The ways to an image that is not on the engine yet. Images shows how a load or a build goes, and what comes of it. */
export function useNewImage() {
  const router = useRouter()
  const dialogs = useDialogs()
  const transfers = useTransfers()

  /** Who is there already keeps what is open beside the list. */
  async function showImages() {
    if (router.currentRoute.value.name !== 'images') await router.push({ name: 'images' })
  }

  return {
    pull: () => dialogs.open({ dialog: 'pull' }),
    async load() {
      await showImages()
      transfers.load()
    },
    importFiles: () => dialogs.open({ dialog: 'importImage' }),
    /** Builds the welcome image. */
    async build() {
      await showImages()
      transfers.buildWelcome()
    },
  }
}
