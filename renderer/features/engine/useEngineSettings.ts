import { computed, onMounted, ref, shallowRef } from 'vue'
import type { ReadEngineSettings } from '../../../main/contract/engineSettings'
import { api } from '../../data/api'
import { errorDetails, errorText } from '../../data/errorText'
import { notify } from '../../data/notify'
import type { Sentences } from '../../ui/forms/sentences'
import { t } from '../../ui/i18n'
import { settingsChanges } from './settingsChanges'
import { formOf, problemsOf, type SettingsForm, settingsOfForm } from './settingsForm'

/** The engine's settings as a form: what stands in the file, what is typed, and what is wrong with it. */
export function useEngineSettings() {
  /** Null until it was read. */
  const read = shallowRef<ReadEngineSettings | null>(null)
  const form = ref<SettingsForm | null>(null)
  const busy = ref(false)
  /** Why the settings could not be read or applied. */
  const failure = shallowRef<{ readonly text: string; readonly details: string } | null>(null)

  const before = computed(() => read.value?.settings ?? null)
  const changes = computed(() =>
    before.value && form.value ? settingsChanges(before.value, settingsOfForm(form.value)) : [],
  )
  const sentences = computed<Sentences>(() =>
    form.value
      ? Object.fromEntries(
          [...problemsOf(form.value)].map(([path, key]) => [path, t(`engineSettings.problem.${key}`)]),
        )
      : {},
  )

  function revert() {
    form.value = before.value && formOf(before.value)
    failure.value = null
  }
  async function attempt(work: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      await work()
    } catch (thrown) {
      failure.value = { text: errorText(thrown), details: errorDetails(thrown) }
    } finally {
      busy.value = false
    }
  }
  async function load() {
    read.value = await api.engine.settings()
    form.value = before.value && formOf(before.value)
  }

  const apply = () =>
    attempt(async () => {
      if (!form.value || !read.value) return
      const settings = settingsOfForm(form.value)
      const { inForce } = await api.engine.applySettings({ settings, revision: read.value.revision })
      await load()
      await notify(t(inForce ? 'engineSettings.applied' : 'engineSettings.written'))
    })
  const setAside = () =>
    attempt(async () => {
      const path = await api.engine.setSettingsAside()
      await load()
      await notify(t('engineSettings.asideDone', { path }))
    })

  onMounted(() => attempt(load))
  return { read, form, busy, failure, changes, sentences, load: () => attempt(load), revert, apply, setAside }
}
