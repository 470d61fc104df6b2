import type { EnvironmentVariable } from '../../../main/contract/containers'

/** What begins a variable: `KEY=`, perhaps after `export`. */
const beginning = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)=[ \t]*/
/** A value in quotes, over as many lines as it likes, and nothing behind it but a comment. */
const quoted = /^(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)')[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/
const line = /^([^\r\n]*)(?:\r?\n|\r|$)/

/**
 * Variables out of pasted lines, as in an `.env` file or a shell script: `KEY=value`, perhaps after `export`; empty lines and
 * comments are left out, one pair of quotes around a value is taken off, between which it may have several lines.
 * Source: https://docs.docker.com/reference/compose-file/services/#env_file-format, without its interpolation.
 * @returns null when the text is not made of such lines: then it is a plain value
 */
export function parseEnvironment(text: string): readonly EnvironmentVariable[] | null {
  const variables: EnvironmentVariable[] = []
  let rest = text
  const take = (pattern: RegExp) => {
    const found = pattern.exec(rest)
    if (found) rest = rest.slice(found[0].length)
    return found
  }
  while (rest !== '') {
    const name = take(beginning)?.[1]
    if (name !== undefined) {
      const [, escaped, literal] = take(quoted) ?? []
      variables.push({
        name,
        value: unescaped(escaped) ?? literal ?? unquoted(take(line)?.[1]?.trim() ?? ''),
      })
    } else if (!/^(?:#|$)/.test(take(line)?.[1]?.trim() ?? '')) return null
  }
  return variables.length > 0 ? variables : null
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' }

/** Between double quotes: what stands behind a backslash; others stay as they are. */
function unescaped(value: string | undefined): string | undefined {
  return value?.replace(/\\([\s\S])/g, (whole, sign: string) => escapes[sign] ?? whole)
}

/** Where quotes do not fit together, as in `"a" and "b"`. */
function unquoted(value: string): string {
  const around = /^(["'])(.*)\1$/s.exec(value)
  return around ? around[2]! : value
}
