import { onScopeDispose, ref, shallowRef } from 'vue'
import type { NewConnection } from '../../../main/contract/connections'
import { AppError } from '../../../main/contract/errors'
import { api } from '../../data/api'

interface Steps {
  /** Of a host's key that is trusted first. */
  readonly fingerprint?: string
  /** False: it is added although it does not answer now. */
  readonly tried?: boolean
}

/** Adds a connection once it was tried out; whatever is abandoned on the way there adds nothing. */
export function useAddConnection() {
  const busy = ref(false)
  const failure = shallowRef<AppError | null>(null)
  let latest = 0

  function abandon() {
    latest++
    busy.value = false
    failure.value = null
  }
  onScopeDispose(abandon)

  /** Resolves to the connection's id; null when it failed or was abandoned. */
  async function add(request: NewConnection, { fingerprint, tried = true }: Steps = {}) {
    abandon()
    const mine = latest
    const { target } = request
    busy.value = true
    try {
      if (fingerprint) await api.connections.trustHost({ target, fingerprint })
      if (mine === latest && tried) await api.connections.tryOut({ target })
      if (mine !== latest) return null
      const { id } = await api.connections.add(request)
      return mine === latest ? id : null
    } catch (thrown) {
      if (mine === latest) failure.value = AppError.from(thrown)
      return null
    } finally {
      if (mine === latest) busy.value = false
    }
  }

  return { busy, failure, add, abandon }
}
