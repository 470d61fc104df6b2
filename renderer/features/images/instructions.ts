/** The instructions that an import takes. Source: dockerfile.BuildFromConfig of github.com/moby/moby. */
const instruction =
  /^(?:CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+\S/i

/** What was typed, an instruction each; a backslash at the end of a line joins it with the next. */
export function instructionsIn(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** The first line that is none; null where all are. */
export function wrongChange(text: string): string | null {
  return instructionsIn(text).find((line) => !instruction.test(line)) ?? null
}
