import { computed, ref } from 'vue'
import { t } from '../../ui/i18n'
import type { FieldProblems } from './form'

/** What is wrong with a form, field by field: a field is not called wrong while the person types into it for the first time. */
export function useProblems(problems: () => FieldProblems) {
  /** The form was sent once: all that is wrong is said. */
  const tried = ref(false)
  const left = ref<ReadonlySet<string>>(new Set())
  return {
    tried,
    left,
    said: computed(() => {
      const all: Record<string, string> = {}
      for (const [path, problem] of problems()) {
        if (tried.value || left.value.has(path)) all[path] = t(`run.problem.${problem}`)
      }
      return all
    }),
    leave(event: FocusEvent) {
      // A sentence that appears while a button is being pressed would move the button away from under the pointer.
      if (event.relatedTarget instanceof HTMLButtonElement) return
      const input = event.target as HTMLInputElement
      const { field } = input.dataset
      if (field && input.value !== '') left.value = new Set([...left.value, field])
    },
  }
}
