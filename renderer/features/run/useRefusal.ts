import { computed, type Ref, shallowRef, watch } from 'vue'
import type { AppError } from '../../../main/contract/errors'
import { errorText } from '../../data/errorText'
import type { Sentences } from '../../ui/forms/sentences'
import { failedField, portOffer } from './failure'
import type { RunForm } from './form'

/**
 * What the engine has against a form, said at the field that it is about until the person changes something.
 * @param said what is wrong with it without any engine
 * @param typed what the person has written
 * @param isElsewhere whether it is said in another place
 */
export function useRefusal(
  form: RunForm,
  said: Readonly<Ref<Sentences>>,
  typed: () => string,
  isElsewhere: (error: AppError) => boolean = () => false,
) {
  const failure = shallowRef<{ readonly error: AppError; readonly field: string | null } | null>(null)
  watch(typed, () => {
    failure.value = null
  })
  return {
    failure,
    sentences: computed<Sentences>(() => {
      const { field, error } = failure.value ?? {}
      return field && error && !isElsewhere(error) ? { ...said.value, [field]: errorText(error) } : said.value
    }),
    offer: computed(() => failure.value && portOffer(failure.value.error, form)),
    refuse(error: AppError) {
      failure.value = { error, field: failedField(error, form) }
    },
  }
}
