/** What opens a registry, as the engine passes it on. Source: AuthConfig of the Engine API. */
export interface RegistryAuth {
  readonly username?: string
  readonly password?: string
  /** In place of a password: what the registry gave out at a log-in. */
  readonly identitytoken?: string
  /** The registry that it is for, by the key that docker knows it by. */
  readonly serveraddress: string
}

/**
 * The header of pull and push: JSON in the URL's alphabet of base64 (RFC 4648, 5), with its padding. The engine wants one
 * of a push in any case.
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#section/Authentication
 */
export function registryAuthHeader(auth: RegistryAuth | null): Readonly<Record<string, string>> {
  const text = Buffer.from(JSON.stringify(auth ?? {})).toString('base64')
  return { 'X-Registry-Auth': text.replaceAll('+', '-').replaceAll('/', '_') }
}
