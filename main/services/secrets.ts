import type { Revealed, ShownVariable } from '../contract/containers'

/** In place of what is shown only when somebody asks for it. */
export const mask = '••••••'

/** How many texts are remembered, and of how many characters each at most. */
const most = 20_000
const longest = 500
/** Characters beyond which a text is hidden whole, for looking through it would take too long. */
const mostLooked = 20_000

/** Names of what is a secret, in labels, options and variables. */
const telling =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|credentials?|(?:api|access|private|signing|encryption|auth|secret)[._-]?keys?|basic[._-]?auth|htpasswd)'
/** A whole part of a name: `DB_PASSWORD`, `com.example.api-key`, `githubToken`; not `passenger`. */
const isTelling = new RegExp(`password|passwd|passphrase|(?:^|[^a-z])${telling}(?:$|[^a-z])`, 'i')
const byWord = remembered((name) => isTelling.test(name.replace(/([a-z\d])([A-Z])/g, '$1_$2')))

/** Names of variables that may hold a secret, besides those that tell: `APP_KEY`, `SENTRY_DSN`, `SESSION_SALT`. */
const doubtful = /(?:^|_)(?:KEYS?|DSN|SALT|CERT|PEM|SIGNATURE|SESSION|COOKIE|AUTH|PIN|SEED|SAS)(?:_|$)/i
/** Fingerprints and sums, which images carry to check what they fetch: long and random, and known to everybody. */
const publicSum = /(?:GPG_KEYS?|SHA\d*|SUM|DIGEST|CHECKSUM|COMMIT|REVISION)$/
/** What services give out begins so: GitHub, GitLab, Slack, Stripe, AWS, Google, npm, a JSON web token, a key in PEM. */
const issued =
  /\b(?:gh[opsu]_|github_pat_|glpat-|xox[abprs]-|[sr]k_(?:live|test)_|AKIA|ASIA|AIza|npm_|dckr_pat_|eyJ[\w-]{5,}\.)|-----BEGIN/
/** One long word of letters and figures: nobody would think of it. */
const random = /^(?=.*\d)(?=.*[a-z])[\w+/=.~-]{24,}$/i
const isRandom = (value: string) => random.test(value) && !/[/.].*[/.]/.test(value)

/** `https://user:word@host` */
const inAddress = /(\b[a-z][\w+.-]{0,20}:\/\/[^\s/:@'"]{0,200}:)[^\s/@'"]{1,1000}(?=@)/gi
const quoted = `"[^"]*"?|'[^']*'?`
/** `--password=word`, `PASSWORD='two words'`, `password: word`. What stands before the word is looked at once it is found. */
const assigned = new RegExp(`(${telling}[\\w.-]{0,60}\\s?[=:]\\s?)(?:${quoted}|[^\\s'",;&]+)`, 'gi')
/** `--password word` */
const following = new RegExp(
  `((?:^|\\s)--?[\\w.-]{0,60}${telling}[\\w.-]{0,60}\\s{1,5})(?:${quoted}|[^\\s'"-][^\\s'"]*)`,
  'gi',
)
const bearer = /(\b(?:authorization:?\s{0,5}basic|bearer)\s{1,5})[\w.~+/=-]{6,}/gi

/**
 * A text without what looks like a secret in it: an address with a password, or what follows a telling name. What is repeated in these
 * patterns has a bound, or is taken for good: texts are foreign, and may be long.
 */
export const withoutSecrets = remembered((text) => (text.length > mostLooked ? mask : looked(text)))

const looked = (text: string): string =>
  text
    .replace(inAddress, `$1${mask}`)
    .replace(bearer, `$1${mask}`)
    .replace(assigned, (whole, name: string, at: number, text: string) =>
      byWord(beginningOf(text, at) + name) ? name + mask : whole,
    )
    .replace(following, (whole, name: string) => (byWord(name) ? name + mask : whole))

/** What a name begins with that goes on at this place. */
function beginningOf(text: string, at: number): string {
  let from = at
  while (from > 0 && at - from < 60 && /[\w.-]/.test(text[from - 1]!)) from--
  return text.slice(from, at)
}

/** Lists are read again and again, and their texts are nearly always the same. */
function remembered<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    if (text.length > longest) return find(text)
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= most) known.clear()
    const found = find(text)
    known.set(text, found)
    return found
  }
}

/** Words of a command line, each for itself, and what stands behind an option that is telling. */
export function wordsWithoutSecrets(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const before = words[at - 1] ?? ''
    return /^--?[\w.-]+$/.test(before) && byWord(before) && !word.startsWith('-')
      ? mask
      : withoutSecrets(word)
  })
}

/** `NAME=value`, as far as that may be seen without asking: hidden where its name or its value looks like a secret. */
function variable(entry: string): ShownVariable {
  const { name, value } = apart(entry)
  const isHidden = byWord(name) || (!publicSum.test(name) && (doubtful.test(name) || looksSecret(value)))
  const isShown = !isHidden && withoutSecrets(value) === value
  return { name, value: isShown || value === '' ? value : null }
}

/** A value is looked at whole only where that is quick. */
const looksSecret = (value: string): boolean =>
  issued.test(value.slice(0, longest)) || (value.length <= longest && isRandom(value))

function apart(entry: string): { readonly name: string; readonly value: string } {
  const [name = '', ...value] = entry.split('=')
  return { name, value: value.join('=') }
}

export function labelsWithoutSecrets(labels: Readonly<Record<string, string>>): Record<string, string> {
  const shown = ([name, value]: [string, string]) => [
    name,
    byWord(name) && value ? mask : withoutSecrets(value),
  ]
  return Object.fromEntries(Object.entries(labels).map(shown))
}

/** What an image or a container is configured with, as the engine says it. */
export interface SecretHolder {
  readonly Env?: readonly string[] | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly Entrypoint?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
}

/** All that may hold secrets: in clear for whoever asks for it, else without them. */
export function guardedSettings({ Env, Labels, Entrypoint, Cmd }: SecretHolder, reveal: boolean): Revealed {
  const words = reveal ? (all: readonly string[]) => [...all] : wordsWithoutSecrets
  return {
    environment: (Env ?? []).map(reveal ? apart : variable),
    labels: reveal ? (Labels ?? {}) : labelsWithoutSecrets(Labels ?? {}),
    entrypoint: words(Entrypoint ?? []),
    command: words(Cmd ?? []),
  }
}

const commands = ['Cmd', 'Entrypoint', 'Args', 'Test', 'OnBuild', 'Shell']

/** An inspect's whole answer as JSON text for people. */
export function inspectText(inspection: unknown, reveal: boolean): string {
  return JSON.stringify(reveal ? inspection : hidden(inspection, ''), null, 2)
}

/** The same value without secrets. @param key under which it stands */
function hidden(value: unknown, key: string): unknown {
  if (typeof value === 'string') return withoutSecrets(value)
  if (Array.isArray(value)) {
    const texts = value.every((item) => typeof item === 'string')
    if (texts && key === 'Env') return value.map(shownEntry)
    if (texts && commands.includes(key)) return wordsWithoutSecrets(value)
    return value.map((item) => hidden(item, key))
  }
  if (typeof value !== 'object' || value === null) return value
  if (key === 'Labels') return labelsWithoutSecrets(value as Record<string, string>)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hidden(item, name)]))
}

function shownEntry(entry: string): string {
  const { name, value } = variable(entry)
  return value === null ? `${name}=${mask}` : entry
}
