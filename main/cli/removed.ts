import { AppError } from '../contract/errors'
import { engineApi } from '../engine/api/api'
import { createConnection } from '../engine/client/connection'
import type { Engine } from '../engine/owned/lifecycle'
import { layerwalkProgram } from '../layers/layerwalk'
import { createRemovals, type Removals, type Removed } from '../services/removed/removals'
import { shortId } from '../shared/digest'
import { visibleText } from '../shared/visibleText'
import { say } from '../texts/sentence'
import { bringUp } from './bringUp'
import { UsageError } from './usage'

/** Works with what was removed on an engine that runs. */
export async function withRemovals<T>(
  engine: Engine,
  root: string,
  work: (removals: Removals) => Promise<T>,
): Promise<T> {
  const connection = createConnection({ socket: engine.state.socket })
  const program = layerwalkProgram(root)
  const { home, data, run } = engine.paths
  try {
    return await work(
      createRemovals({
        api: () => engineApi(connection),
        walked: () => ({ mode: engine.state.mode, run, program }),
        home,
        data,
        program,
      }),
    )
  } finally {
    connection.dispose()
  }
}

/** `slipway removed`: what can come back, the newest first; resolves to the exit code. */
export async function listRemoved(engine: Engine, words: readonly string[], root: string): Promise<number> {
  const [extra] = words
  if (extra !== undefined) throw new UsageError(`removed does not take ${extra}`)
  await bringUp(engine)
  const found = await withRemovals(engine, root, async (removals) => {
    await removals.settle()
    return removals.list()
  })
  if (found.length === 0) process.stdout.write('Nothing that was removed is kept.\n')
  for (const one of found) process.stdout.write(`${line(one)}\n`)
  return 0
}

function line(one: Removed): string {
  if (!one.record) return `${shortId(one.id)}  cannot be read: its record is ${one.problem}`
  const { id, name, image, removedAt } = one.record
  const words = [shortId(id), visibleText(name), visibleText(image), new Date(removedAt).toISOString()]
  return [...words, ...(one.hasLayer ? [] : ['its files are gone'])].join('  ')
}

/** `slipway undo NAME|ID...`: brings removed containers back; resolves to the exit code. */
export async function undo(engine: Engine, words: readonly string[], root: string): Promise<number> {
  if (words.length === 0) throw new UsageError('undo needs the name or the id of what was removed')
  await bringUp(engine)
  return withRemovals(engine, root, async (removals) => {
    const found = removals.list()
    const ids = words.map((word) => idOf(found, word))
    let code = 0
    for (const result of await removals.comeBack(ids)) {
      if ('error' in result) {
        process.stderr.write(`slipway: ${visibleText(result.error.message)}\n`)
        code = 1
        continue
      }
      process.stdout.write(`Brought back ${visibleText(result.name)}\n`)
      for (const problem of result.problems) process.stderr.write(`slipway: ${visibleText(say(problem))}\n`)
    }
    return code
  })
}

/** Of several that bore the same name the one that was removed last. @throws AppError `not-found/removed` */
function idOf(found: readonly Removed[], word: string): string {
  const named = found.find(({ record }) => record?.name === word)
  const numbered = /^[0-9a-f]{4,}$/.test(word) ? found.find(({ id }) => id.startsWith(word)) : undefined
  const one = named ?? numbered
  if (!one) throw new AppError('not-found/removed', { object: word })
  return one.id
}
