import { computed, ref } from 'vue'
import { fits, registryHost } from '../../../main/contract/patterns'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { errorDetails, errorText, sentenceText } from '../../data/errorText'
import { notify } from '../../data/notify'
import { t } from '../../ui/i18n'

/** The way in to a registry: what is asked for, what is wrong with it, and the asking. The password stays nowhere but here. */
export function useLogIn(first: { readonly host?: string; readonly user?: string }) {
  const connections = useConnections()
  const host = ref(first.host ?? '')
  const user = ref(first.user ?? '')
  const password = ref('')
  const tried = ref(false)
  const busy = ref(false)
  /** What the registry, or whatever is between, has against it. */
  const failure = ref<{ readonly text: string; readonly details: string } | null>(null)

  const problems = computed(() => ({
    host: hostProblem(host.value.trim()),
    user: user.value.trim() === '' ? t('registries.userMissing') : null,
    password: password.value === '' ? t('registries.passwordMissing') : null,
  }))

  return {
    host,
    user,
    password,
    busy,
    failure,
    /** Said only after the first try. */
    problems: computed(() => (tried.value ? problems.value : { host: null, user: null, password: null })),

    /** Whether the registry has let the person in; where that is kept is said where it is not for long. */
    async logIn(): Promise<boolean> {
      tried.value = true
      if (busy.value || Object.values(problems.value).some(Boolean)) return false
      busy.value = true
      failure.value = null
      try {
        const name = host.value.trim()
        const { keeper, why } = await api.registries.login({
          host: name,
          user: user.value.trim(),
          password: password.value,
          session: connections.active?.session,
        })
        password.value = ''
        tried.value = false
        const values = { host: visibleText(name), why: why ? sentenceText(why) : '' }
        if (keeper === 'memory') void notify(t(`registries.${why ? 'inMemoryWhy' : 'inMemory'}`, values))
        return true
      } catch (thrown) {
        failure.value = { text: errorText(thrown), details: errorDetails(thrown) }
        return false
      } finally {
        busy.value = false
      }
    },
  }
}

function hostProblem(text: string): string | null {
  if (text === '') return t('registries.hostMissing')
  return fits(registryHost, text) ? null : t('registries.hostInvalid')
}
