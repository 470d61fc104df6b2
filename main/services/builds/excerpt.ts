import type { DockerfileExcerpt } from '../../contract/builds'
import type { DockerfileInstruction, ParsedDockerfile } from './stages'

const heading = /^(\S.*):(\d+)$/
const rule = /^-{10,}$/
const excerptLine = /^ *(\d+) \|( >>>| {4})? ?(.*)$/

/** The place in the Dockerfile that buildx shows before it says why it failed; null where it shows none. */
export function readExcerpt(lines: readonly string[]): DockerfileExcerpt | null {
  const at = lines.findIndex((line, index) => heading.test(line) && rule.test(lines[index + 1] ?? ''))
  const [, file = '', line] = heading.exec(lines[at] ?? '') ?? []
  if (at < 0) return null
  const shown = []
  for (const each of lines.slice(at + 2)) {
    const [, number, mark, text = ''] = excerptLine.exec(each) ?? []
    if (number === undefined) break
    shown.push({ number: Number(number), text, marked: mark === ' >>>' })
  }
  const last = shown.at(-1)
  if (last?.text.trim() === '' && !last.marked) shown.pop()
  // The line above is where the step's first word stands; the marked ones are all of it.
  return { file, line: shown.find(({ marked }) => marked)?.number ?? Number(line), lines: shown }
}

/** The same for an instruction of a file that is known. */
export function excerptOf(
  { lines }: Pick<ParsedDockerfile, 'lines'>,
  file: string,
  { line, lastLine }: Pick<DockerfileInstruction, 'line' | 'lastLine'>,
  around = 2,
): DockerfileExcerpt {
  const first = Math.max(1, line - around)
  const shown = lines.slice(first - 1, lastLine + around).map((text, index) => {
    const number = first + index
    return { number, text, marked: number >= line && number <= lastLine }
  })
  return { file, line, lines: shown }
}
