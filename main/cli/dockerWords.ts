/** The words behind `slipway docker`. */
export interface DockerWords {
  /** docker's own flags, which come before the command. */
  readonly flags: readonly string[]
  readonly command: readonly string[]
  /** The configuration folder that a flag names. */
  readonly config: string | null
}

/** Which program beside docker does the work. */
export interface PluginCall {
  readonly plugin: 'buildx' | 'compose'
  /** What it is told, behind docker's own flags. */
  readonly words: readonly string[]
  /** Whether docker promises an image of its own engine, whichever builder is in use: `docker build`. */
  readonly ofEngine: boolean
}

/** Flags with a value, by their letters where they have any. Source: https://docs.docker.com/reference/cli/docker/#options */
const withValue = ['--config', '--context', '--host', '--log-level', '--tlscacert', '--tlscert', '--tlskey']
const letters: Readonly<Record<string, string>> = { c: '--context', H: '--host', l: '--log-level' }
const leadingElsewhere = ['--context', '--host']

/**
 * Reads docker's own flags as its own parser does: behind the command all belongs to that.
 * @throws Error for a flag that leads to another engine
 */
export function readDockerWords(words: readonly string[]): DockerWords {
  let config: string | null = null
  let at = 0
  for (; words[at]?.startsWith('-') && words[at] !== '-' && words[at] !== '--'; at++) {
    const { name, value } = readFlag(words[at]!)
    if (leadingElsewhere.includes(name)) {
      throw new Error(
        `slipway docker is for Slipway's own engine, and ${name} leads to another: use docker itself for that`,
      )
    }
    if (name === '--config') config = value ?? words[at + 1] ?? null
    if (withValue.includes(name) && value === null) at++
  }
  return { flags: words.slice(0, at), command: words.slice(words[at] === '--' ? at + 1 : at), config }
}

/** `--name=value`, or letters such as `-DH value`, `-Hvalue`; of those the last one counts. */
function readFlag(word: string): { name: string; value: string | null } {
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.split('=')
    return { name, value: rest.length > 0 ? rest.join('=') : null }
  }
  const first = [...word.slice(1)].findIndex((letter) => letter in letters)
  if (first < 0) return { name: word, value: null }
  const value = word.slice(first + 2).replace(/^=/, '')
  return { name: letters[word[first + 1]!]!, value: value || null }
}

/**
 * What docker hands to its build and Compose programs, and in which words.
 * Source: https://github.com/docker/cli/blob/v28.5.2/cmd/docker/builder.go
 * @returns null where the command is docker's own
 */
export function pluginCall(command: readonly string[]): PluginCall | null {
  const [first, ...rest] = command
  const named = first === 'help' ? rest[0] : first
  if (named === 'buildx' || named === 'compose') return { plugin: named, words: command, ofEngine: false }
  const ofBuilder = (words: readonly string[]): PluginCall => {
    return { plugin: 'buildx', words: ['buildx', ...words], ofEngine: true }
  }
  if (first === 'build' || first === 'bake') return ofBuilder(command)
  if (first === 'builder' || (first === 'image' && rest[0] === 'build')) return ofBuilder(rest)
  return null
}
