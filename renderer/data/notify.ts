import type { News } from '../../main/contract/app'
import { AppError } from '../../main/contract/errors'
import { t } from '../ui/i18n'
import { api } from './api'
import { errorDetails, errorText, sentenceText } from './errorText'

/** The toasts are a chunk of their own: nothing of them is on the way to the first paint. */
let ready = () => {}
const toaster = new Promise<void>((resolve) => {
  ready = resolve
})
const toasts = () => toaster.then(() => import('vue-sonner'))

/** Called when toasts can be seen: what was said before has waited for it. */
export const toasterReady = () => ready()

/** Says that something was done, in one short sentence, and perhaps offers what can be done about it. */
export async function notify(
  text: string,
  offer?: { readonly label: string; run(): Promise<void> },
): Promise<void> {
  const action = offer && { label: offer.label, onClick: () => void offer.run().catch(notifyError) }
  ;(await toasts()).toast(text, action && { action, duration: 12_000 })
}

/** Says what main has to say. */
export async function notifyNews({ title, text, failed }: News): Promise<void> {
  const { toast } = await toasts()
  const description = text ? sentenceText(text) : undefined
  if (failed) toast.error(sentenceText(title), { description, duration: 12_000 })
  else toast(sentenceText(title), { description })
}

/** Says what failed where the person cannot otherwise see it; what they cancelled themselves is no news. */
export async function notifyError(thrown: unknown, heading?: string): Promise<void> {
  if (AppError.from(thrown).code === 'cancelled') return
  const text = errorText(thrown)
  await notifyProblem(thrown, heading ?? text, heading ? text : undefined)
}

/** Says what failed in a sentence of the caller's, with all that is known of it to be copied. */
export async function notifyProblem(thrown: unknown, sentence: string, more?: string): Promise<void> {
  ;(await toasts()).toast.error(sentence, {
    description: more,
    duration: 12_000,
    action: { label: t('ui.copyDetails'), onClick: () => void copyText(errorDetails(thrown)) },
  })
}

export async function copyText(text: string): Promise<void> {
  await api.app.copyText({ text })
}
