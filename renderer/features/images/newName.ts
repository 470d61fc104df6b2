import { ImageReference } from '../../../main/contract/values'
import { t } from '../../ui/i18n'

/** Why a text cannot become the name of an image, as a sentence. */
export function tagProblem(text: string): string | null {
  if (text.includes('@')) return t('tag.digest')
  return ImageReference.safeParse(text).success ? null : t('tag.invalid')
}
