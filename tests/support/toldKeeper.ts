import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { EnginePhase } from '../../main/contract/engine'
import { enginePaths } from '../../main/engine/owned/paths'

/** Keepers of a home, one after the other, that say what a test tells them: no real one can be held at such a moment. */
export interface ToldKeeper {
  /** What was said to them, the number of the connection before each command. */
  readonly heard: string[]
  /** How often it answers who asks for its state, before it falls silent. */
  answers: number
  /** Says a state over the newest connection. */
  say(state: EnginePhase): void
  /** Ends the newest connection, as a keeper does when it ends. */
  end(): void
  dispose(): Promise<void>
}

/** @param greeting what it says at once to whoever connects; nothing when null */
export async function toldKeeper(home: string, greeting: EnginePhase | null): Promise<ToldKeeper> {
  const { control, socket } = enginePaths(process.env, home)
  mkdirSync(dirname(control), { recursive: true })
  const heard: string[] = []
  const clients: Socket[] = []
  let last: EnginePhase = 'failed'

  function say(state: EnginePhase, client = clients.at(-1)!) {
    last = state
    const common = { home, mode: 'rootless', socket, reason: null, log: [], restarts: 0, processes: [] }
    client.write(`${JSON.stringify({ state, since: 1, ...common })}\n`)
  }

  const server = createServer((client) => {
    const number = clients.push(client)
    client.on('error', () => {})
    createInterface({ input: client }).on('line', (line) => {
      heard.push(`${number} ${line}`)
      if (line === 'status' && keeper.answers-- > 0) say(last, client)
    })
    if (greeting) say(greeting, client)
  })
  await new Promise<void>((resolve) => server.listen(control, resolve))
  const keeper: ToldKeeper = {
    heard,
    answers: 0,
    say,
    end: () => clients.at(-1)!.end(),
    async dispose() {
      for (const client of clients) client.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return keeper
}
