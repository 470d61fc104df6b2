import type { Services } from '../../contract/contract'
import { engineApi } from '../../engine/api/api'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import type { Credentials } from './credentials'
import { isRootless } from './isRootless'
import { registryError } from './registryError'
import { registryKey } from './registryKey'

interface Parts {
  readonly connection: SwitchingConnection
  readonly credentials: Credentials
}

/** Registries that the person is logged in to, and the way in. */
export function createRegistries({ connection, credentials }: Parts): Services['registries'] {
  return {
    list: () => credentials.list(),

    async login({ host, user, password, session }) {
      const engine = engineApi(connection.held(session))
      const auth = { username: user, password, serveraddress: registryKey(host) }
      const answer = await engine.system.auth(auth, { object: host }).catch(async (thrown) => {
        const asked = { way: 'login', host, object: host, user, problem: null, reached: false } as const
        throw registryError(thrown, { ...asked, rootless: await isRootless(engine) })
      })
      const { username, serveraddress } = auth
      const token = answer?.IdentityToken
      return credentials.keep(host, token ? { username, identitytoken: token, serveraddress } : auth)
    },

    logout: ({ host }) => credentials.forget(host),
  }
}
