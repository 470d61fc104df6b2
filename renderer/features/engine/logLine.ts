import type { LogLine } from '../../../main/contract/containers'

/** `time="2026-01-02T03:04:05.678901234Z" level=info msg="..."`: dockerd, containerd and rootlesskit (logfmt). */
const logfmt = /^time="([^"]+)" /
/** `2026-01-02T03:04:05Z started dockerd`: the keeper. */
const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) /

/** Levels that stand out, in the colours of a terminal (SGR 31 red, 33 yellow, 90 grey). */
const colours: Readonly<Record<string, number>> = { fatal: 31, error: 31, warning: 33, warn: 33, debug: 90 }

/** A line of one of the engine's own logs as the log viewer shows it: its time apart, its level coloured. */
export function engineLogLine(line: string): LogLine {
  const time = logfmt.exec(line) ?? stamped.exec(line)
  const at = time ? Date.parse(time[1]!) : Number.NaN
  const known = !Number.isNaN(at)
  const text = known ? line.slice(time![0].length) : line
  return { at: known ? at : null, source: 'stdout', text: known ? coloured(text) : text, cut: 0 }
}

function coloured(text: string): string {
  return text.replace(/^level=(\w+)/, (word, level: string) => {
    const colour = colours[level]
    return colour === undefined ? word : `\u001b[${colour}m${word}\u001b[39m`
  })
}
