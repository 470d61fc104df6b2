/** Docker Hub's, which docker has kept since its first index. */
const hubKey = 'https://index.docker.io/v1/'
const hubHosts = ['docker.io', 'index.docker.io']

/**
 * The name under which docker keeps the log-in of a registry.
 * @param host as in a reference: `docker.io`, `registry.example:5000`
 */
export function registryKey(host: string): string {
  return hubHosts.includes(host) ? hubKey : host
}

/** The registry that a key is for, as a reference has it. Keys of long ago are addresses with a path. */
export function hostOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/', 1)[0]!
  return hubHosts.includes(host) ? 'docker.io' : host
}

/**
 * Which of the keys that a configuration has is a registry's: its own, else an address that leads to its host. Never that of
 * another registry.
 * Source: (*fileStore).Get and ConvertToHostname of github.com/docker/cli, cli/config/credentials.
 */
export function findKey(keys: readonly string[], wanted: string): string | undefined {
  return keys.includes(wanted) ? wanted : keys.find((key) => plainHost(key) === wanted)
}

const plainHost = (key: string) => key.replace(/^https?:\/\//, '').split('/', 1)[0]
