import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { enginePath } from '../../../main/engine/api/enginePath'
import type { Connection } from '../../../main/engine/client/connection'

/** Milliseconds to read all that the engine writes out of an image: what a tool that only has the API has to do. */
export async function exportTime(connection: Connection, image: string): Promise<number> {
  const begin = performance.now()
  const path = enginePath`/images/${image}/get`
  const answer = await connection.stream({ method: 'GET', path, object: image, timeout: 300_000 })
  for await (const _ of answer);
  return performance.now() - begin
}

/**
 * Milliseconds that find(1) takes to say the size and the path of all that lies in these directories.
 * @param run the rootless engine's run directory: only its namespaces may read its layers
 */
export async function findTime(run: string, directories: readonly string[]): Promise<number> {
  const inside = readFileSync(join(run, 'rootlesskit/child_pid'), 'utf8').trim()
  const entrance = ['--preserve-credentials', '-U', '-m', '-t', inside]
  const begin = performance.now()
  const child = spawn('nsenter', [...entrance, 'find', ...directories, '-printf', '%s %p\n'], {
    stdio: 'ignore',
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`find ended with code ${code}.`)
  return performance.now() - begin
}
