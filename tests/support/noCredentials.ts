import type { Credentials } from '../../main/services/registries/credentials'

/** Of somebody who is logged in nowhere. */
export const noCredentials: Credentials = {
  of: async () => ({ auth: null, problem: null }),
  ownOf: async () => null,
  keep: async () => ({ keeper: 'memory', program: null, why: null }),
  forget: async () => {},
  list: async () => ({ items: [], problems: [] }),
}
