import type { EnvironmentVariable } from '../../../main/contract/containers'

/**
 * Variables out of pasted lines, as in an `.env` file or a shell script: `KEY=value`, perhaps after `export`; empty lines and
 * comments are left out, one pair of quotes around a value is taken off.
 * @returns null when the text is not made of such lines: then it is a plain value
 */
export function parseEnvironment(text: string): readonly EnvironmentVariable[] | null {
  const variables: EnvironmentVariable[] = []
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const match = /^(?:export\s+)?([A-Za-z_][\w.-]*)=(.*)$/s.exec(trimmed)
    if (!match) return null
    variables.push({ name: match[1]!, value: unquoted(match[2]!.trim()) })
  }
  return variables.length > 0 ? variables : null
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(value)
  return quoted ? quoted[2]! : value
}
