/** What an image's configuration says of one step of its history. */
export interface Step {
  /** `created_by`: the instruction as the builder wrote it, or the command of the container that was committed. */
  readonly createdBy: string
  readonly comment: string
}

const instructions =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?: |$)/
/** The classic builder marks what runs nothing: `/bin/sh -c #(nop)  CMD ["x"]`, with the shell that SHELL names. */
const runsNothing = /^\/\S+(?: -?\w+)*? -c #\(nop\) +/
const shell = '/bin/sh -c '

/**
 * A step as a Dockerfile would say it: `RUN apt-get update`, without the shell and the build arguments that
 * builders wrap around it. White space is folded; every other character is kept as it is.
 * Empty when the image says nothing of the step.
 *
 * Wordings: moby's classic builder (builder/dockerfile/dispatchers.go, internals.go), BuildKit
 * (frontend/dockerfile/dockerfile2llb/convert.go) and `docker import`.
 */
export function instruction({ createdBy, comment }: Step): string {
  const text = fold(createdBy)
  if (text === '') return fold(comment).replace(/^Imported from /, 'IMPORT ')

  const bare = text.replace(/ # buildkit$/, '')
  if (runsNothing.test(bare)) return shorten(bare.replace(runsNothing, ''))
  if (bare.startsWith('RUN ')) return `RUN ${command(bare.slice(4))}`
  if (instructions.test(bare)) return shorten(list(bare))
  // The classic builder gives a RUN as nothing but its command; other tools write a word of their own.
  return bare.startsWith('/') || /^\|\d+ /.test(bare) ? `RUN ${command(bare)}` : bare
}

/** The command of a RUN: without its build arguments (`|2 A=1 B=2 `) and without the default shell. */
function command(text: string): string {
  const counted = /^\|(\d{1,4}) (.*)$/.exec(text)
  if (!counted) return withoutShell(text)
  const [, total, rest = ''] = counted
  const plain = new RegExp(`^(?:\\w+=\\S* ){${total}}(?=/)`).exec(rest)
  if (plain) return withoutShell(rest.slice(plain[0].length))
  // A value with spaces cannot be told from the command that follows, except by the shell between them.
  const at = rest.indexOf(` ${shell}`)
  return at === -1 ? text : withoutShell(rest.slice(at + 1))
}

function withoutShell(text: string): string {
  return text.startsWith(shell) ? text.slice(shell.length) : text
}

/** BuildKit writes ports as Go prints them, `EXPOSE map[443/tcp:{} 80/tcp:{}]` or `EXPOSE [80/tcp]`. */
function list(text: string): string {
  const ports = /^EXPOSE (?:map)?\[(.*)\]$/.exec(text)
  return ports ? `EXPOSE ${ports[1]!.replaceAll(':{}', '')}` : text
}

/** What the classic builder names by its digest (`COPY file:70a7… in /srv/`) keeps twelve digits of it. */
function shorten(text: string): string {
  return text.replace(/\b((?:file|dir|multi|sha256):[0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')
}

function fold(text: string): string {
  return text.replace(/[ \t\r\n\v\f]+/g, ' ').replace(/^ | $/g, '')
}
