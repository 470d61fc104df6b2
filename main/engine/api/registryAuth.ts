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
 * The header of pull and push. The engine wants one of a push in any case.
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#section/Authentication
 */
export function registryAuthHeader(auth: RegistryAuth | null): Readonly<Record<string, string>> {
  return { 'X-Registry-Auth': inHeader(auth ?? {}) }
}

/**
 * The header of a build by the engine's own builder, which takes for each registry the entry of that one alone. None where
 * nothing is known.
 * Source: ImageBuild of the Engine API
 */
export function registryConfigHeader(auths: readonly RegistryAuth[]): Readonly<Record<string, string>> {
  if (auths.length === 0) return {}
  const config = Object.fromEntries(auths.map((auth) => [auth.serveraddress, auth]))
  return { 'X-Registry-Config': inHeader(config) }
}

/** JSON in the URL's alphabet of base64 (RFC 4648, 5), with its padding. */
function inHeader(value: object): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64')
  return text.replaceAll('+', '-').replaceAll('/', '_')
}
