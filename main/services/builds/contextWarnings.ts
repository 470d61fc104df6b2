import type { BuildWarning } from '../../contract/builds'
import { type Code, sentence } from '../../texts/sentence'
import { walkContext } from './context'

/** What is looked at of a folder; beyond that a look would take longer than many a build. */
const mostEntries = 50_000
/** Paths that a sentence names. */
const named = 3

/**
 * What of a folder buildx passes over without a word: a file that cannot be read is an empty one in the image, a socket is not in it.
 * Looks while the build runs, and ends with the signal.
 */
export async function contextWarnings(
  folder: string,
  file: string,
  signal: AbortSignal,
): Promise<BuildWarning[]> {
  const unreadable: string[] = []
  const sockets: string[] = []
  let count = 0
  for await (const { path, stats, problem } of walkContext(folder, file, signal)) {
    if (++count > mostEntries) break
    if (problem && !stats.isDirectory()) unreadable.push(path)
    if (stats.isSocket()) sockets.push(path)
  }
  const said = (code: Extract<Code, `build-warning/${string}`>, paths: readonly string[]): BuildWarning[] =>
    paths.length === 0
      ? []
      : [{ kind: 'said', sentence: { ...sentence(code, { paths: paths.slice(0, named), n: paths.length }) } }]
  return [...said('build-warning/unreadable', unreadable), ...said('build-warning/sockets', sockets)]
}
