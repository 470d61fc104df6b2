import { shellWord } from '../../../main/shared/shellWords'

/** What DOCKER_HOST is set to for an engine behind a unix socket (docker's own form of an address). */
export const dockerHost = (socket: string): string => `unix://${socket}`

/** The line that points a shell's docker commands at the engine; quoted where a POSIX shell would need it. */
export function exportLine(socket: string): string {
  return `export DOCKER_HOST=${shellWord(dockerHost(socket))}`
}
