import type { LogLines } from '../lines'
import type { Answers, Questions } from './protocol'

const linesAtOnce = 5000
const mostText = 4e6

/** Some lines as text, each with a line end: with the name of its container where there are several, and its time where it is asked for. */
export function linesAsText(
  lines: LogLines,
  { from, timestamps, names }: Questions['text'],
): Answers['text'] {
  let text = ''
  let number = Math.max(from, lines.first)
  const end = Math.min(number + linesAtOnce, lines.end)
  for (; number < end && text.length < mostText; number++) {
    const [line] = lines.read(number, number + 1)
    if (!line) continue
    const time = timestamps && !Number.isNaN(line.at) ? `${new Date(line.at).toISOString()} ` : ''
    const name = names.length > 1 ? `${names[line.source] ?? ''} | ` : ''
    text += `${time}${name}${line.text}\n`
  }
  return { text, next: number < lines.end ? number : null }
}
