import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeThrough } from '../../base/wholeFile'
import type { EngineParts } from './parts'
import type { EnginePaths } from './paths'

/** It takes 20 ms; in milliseconds. */
const longest = 30_000

/**
 * What dockerd has against a configuration (`dockerd --validate`, with the arguments that it runs with, for some may not
 * stand in both); null when it takes it. It does not look at everything: some of it dockerd refuses only when it starts.
 * @throws an error of the file system, or when dockerd cannot be run
 */
export async function configComplaint(
  text: string,
  { bin }: EngineParts,
  paths: EnginePaths,
): Promise<string | null> {
  const file = `${paths.daemonConfig}.${randomUUID()}.try`
  writeThrough(file, text)
  try {
    return await complaint(bin, [
      ...['--validate', `--config-file=${file}`],
      ...[`--data-root=${paths.data}`, `--exec-root=${join(paths.run, 'docker')}`],
      ...[`--pidfile=${join(paths.run, 'docker.pid')}`, `--host=unix://${paths.socket}`],
      ...[`--containerd=${join(paths.run, 'containerd.sock')}`, `--group=${process.getegid?.()}`],
    ]).then((said) => said?.replace(/^.*? with file \S+: /, '') ?? null)
  } finally {
    rmSync(file, { force: true })
  }
}

function complaint(bin: string, words: readonly string[]): Promise<string | null> {
  // It looks for the programs beside it.
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` }
  return new Promise((resolve, reject) => {
    execFile(join(bin, 'dockerd'), words, { env, timeout: longest }, (error, _, stderr) => {
      const said = stderr.trim()
      // Docker 20.10 cannot say: there only the start shows.
      if (!error || said.startsWith('unknown flag: --validate')) resolve(null)
      else if (typeof error.code === 'number' && said) resolve(said.split('\n').at(-1)!)
      else reject(error)
    })
  })
}
