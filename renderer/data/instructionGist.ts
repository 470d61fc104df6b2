/** Programs that install packages, and the word after which these are named. */
const installers: Readonly<Record<string, RegExp>> = {
  'apt-get': /^install$/,
  apt: /^install$/,
  apk: /^add$/,
  dnf: /^(?:install|groupinstall)$/,
  microdnf: /^install$/,
  yum: /^(?:install|groupinstall)$/,
  zypper: /^(?:install|in)$/,
  pip: /^install$/,
  pip3: /^install$/,
  npm: /^(?:install|i)$/,
  gem: /^install$/,
}
/** Characters that are looked at: a label shows fewer. */
const longest = 2000
/** Options of installers that have a value of their own. */
const withValue =
  /^(?:-t|--target-release|-o|--option|--virtual|-X|--repository|-r|--requirement|-i|--index-url)$/
/** What nearly every instruction does around what it is there for. */
const boilerplate =
  /^(?:set(?: [-+]\S+)+|export \S+=.*|(?:apt-get|apt)(?: -\S+)* (?:update|clean|autoremove|autoclean)\b.*|apk(?: -\S+)* update|(?:dnf|yum|microdnf) (?:clean|makecache)\b.*|rm -\S*[rf]\S* .*(?:\/var\/lib\/apt|\/var\/cache|\/tmp|\/root\/\.cache)\S*|true|:)$/

/**
 * The part of an instruction in which it differs from others: of a RUN the packages that it installs and what else it does,
 * without updates, options and tidying up; of COPY and ADD no options. What has no such part stays as it is.
 * For labels: the whole instruction is shown elsewhere.
 */
export function instructionGist(whole: string): string {
  const instruction = whole.slice(0, longest)
  if (/^(?:COPY|ADD) --/.test(instruction)) return instruction.replace(/ --\S+/g, '')
  if (!instruction.startsWith('RUN ')) return instruction
  const command = instruction.slice(4).replace(/^(?:--\S+ )+/, '')
  const parts = commandsOf(command)
  const telling = parts.filter((part) => !boilerplate.test(part))
  if (telling.length === 0) return instruction
  const gist = telling.map(installed)
  // Nothing was left out: then it is shown as it was written.
  if (gist.length === parts.length && gist.every((part, at) => part === parts[at])) return `RUN ${command}`
  return gist.join(' && ')
}

/** `apt-get: curl git`, of a command that installs something by name; any other as it is. */
function installed(command: string): string {
  const [program = '', ...words] = command.replace(/^sudo /, '').split(/\s+/)
  const verb = installers[program]
  const at = verb ? words.findIndex((word) => !word.startsWith('-') && !isValue(words, word)) : -1
  if (at < 0 || !verb!.test(words[at]!)) return command
  const packages = words.filter(
    (word, index) =>
      index > at && !word.startsWith('-') && word !== '\\' && !withValue.test(words[index - 1] ?? ''),
  )
  return packages.length > 0 ? `${program}: ${packages.join(' ')}` : command
}
const isValue = (words: readonly string[], word: string) =>
  withValue.test(words[words.indexOf(word) - 1] ?? '')

/** The commands of a line, parted by `&&` and `;`, which are no signs within quotes and brackets. */
function commandsOf(line: string): readonly string[] {
  const commands: string[] = []
  let from = 0
  let quote = ''
  let depth = 0
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]!
    if (sign === '\\') at++
    else if (quote !== '') quote = sign === quote ? '' : quote
    else if (sign === '"' || sign === "'" || sign === '`') quote = sign
    else if (sign === '(' || sign === '{') depth++
    else if (sign === ')' || sign === '}') depth--
    else if (depth <= 0 && (sign === ';' || line.startsWith('&&', at))) {
      commands.push(line.slice(from, at))
      from = at + (sign === ';' ? 1 : 2)
      at = from - 1
    }
  }
  commands.push(line.slice(from))
  return commands
    .map((command) => command.replace(/^(?:\s|\\ )+|\s+\\?$/g, ''))
    .filter((command) => command !== '')
}
