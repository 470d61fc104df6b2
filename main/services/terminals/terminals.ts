import { setTimeout as delay } from 'node:timers/promises'
import { anySignal } from '../../base/anySignal'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { TerminalRequest } from '../../contract/terminals'
import { engineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { HijackingRequests } from '../../engine/api/request'
import { terminalsApi } from '../../engine/api/terminals'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { attach } from './attachedSession'
import { carry, type FateOfContainer } from './carry'
import { containerFiles } from './containerFile'
import type { OpenShells } from './openShells'
import type { TerminalSession } from './session'
import { openShell, terminalEnvironment } from './shellSession'
import { findShells, usersIn } from './shells'
import type { Toolboxes } from './toolbox'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Pick<Events, 'subscribe'>
  readonly toolboxes: Toolboxes
  readonly shells: OpenShells
  /** Whether the engine's processes are this machine's and this person's own. */
  isOwn(): boolean
  /** Called before somebody may change anything in a container, and waited for. */
  beforeRoot?(container: string): Promise<void>
}

export interface Terminals {
  readonly service: Services['terminals']
  /** Ends all that are open; resolves once nothing of them is left to end. */
  dispose(): Promise<void>
}

/** Milliseconds that the end of all of them may take. */
const patience = 5000
/** Milliseconds in which a container that is about to stop has, and between two looks at it. */
const settling = 1500
const pause = 100

/** Terminals in containers, as the window has them. */
export function createTerminals({
  connection,
  events,
  toolboxes,
  shells,
  isOwn,
  beforeRoot = async () => {},
}: Dependencies): Terminals {
  const open = new Set<Promise<void>>()
  const disposed = new AbortController()
  shells.sweep().catch(() => {
    // What cannot be ended now is tried again at the next start.
  })
  /** The engine whose forgotten toolboxes were removed. */
  let swept: number | null = null
  const unsubscribe = events.subscribe((news) => {
    if (news !== 'reconnected' || swept === connection.session) return
    swept = connection.session
    toolboxes.sweep(engineApi(connection.held())).catch(() => {
      swept = null
    })
  })

  async function look(engine: HijackingRequests, inspection: InspectedContainer, signal?: AbortSignal) {
    const asking = { object: nameOfInspected(inspection), signal }
    const files = containerFiles(engineApi(engine).containers, inspection.Id, asking)
    const users = usersIn(await files.text('/etc/passwd'))
    return { users, shells: await findShells(files, users, inspection.Config.User ?? '') }
  }

  async function start(
    engine: HijackingRequests,
    inspection: InspectedContainer,
    { kind, size, shell, user, directory }: TerminalRequest,
    signal: AbortSignal,
  ): Promise<TerminalSession> {
    const [api, object] = [terminalsApi(engine), nameOfInspected(inspection)]
    const about = { container: inspection.Id, size, object, signal }
    if (kind === 'attached') {
      const { Tty, OpenStdin } = inspection.Config
      const lacks = Tty ? undefined : OpenStdin ? 'terminal' : 'input'
      const program = inspection.Path
      const exitCode = async () => (await engineApi(engine).containers.inspect(inspection.Id)).State.ExitCode
      return attach(api, { ...about, program, lacks, exitCode })
    }
    if (kind === 'toolbox') return toolboxes.open(engine, { inspection, size, isHere: isOwn(), signal })
    const [program] = shell ? [shell] : (await look(engine, inspection, signal)).shells
    if (program === undefined) throw new AppError('command-not-found/shell', { object })
    const environment = terminalEnvironment
    const command = [program]
    return openShell(api, { ...about, command, environment, user, directory, shells, isHere: isOwn() })
  }

  async function fateOf(
    engine: HijackingRequests,
    inspection: InspectedContainer,
    doubtful: boolean,
  ): Promise<FateOfContainer> {
    let fate = await fateNow(engine, inspection)
    // The engine hears of the end of a container after what was in it has ended.
    for (let waited = 0; doubtful && fate === 'running' && waited < settling; waited += pause) {
      await delay(pause)
      fate = await fateNow(engine, inspection)
    }
    return fate
  }

  async function fateNow(
    engine: HijackingRequests,
    { Id, State }: InspectedContainer,
  ): Promise<FateOfContainer> {
    try {
      const now = (await engineApi(engine).containers.inspect(Id)).State
      if (now.Status !== 'running' && now.Status !== 'paused') return 'stopped'
      return now.StartedAt === State.StartedAt ? 'running' : 'restarted'
    } catch (thrown) {
      if (AppError.from(thrown).code === 'not-found') return 'gone'
      throw thrown
    }
  }

  return {
    service: {
      async choices({ id }) {
        const engine = connection.held()
        const inspection = await engineApi(engine).containers.inspect(id)
        const { users, shells } = await look(engine, inspection)
        const { User: user, WorkingDir: directory } = inspection.Config
        return { shells, users: users.map(({ name }) => name), user: user ?? '', directory: directory || '/' }
      },

      async *open(request, incoming, outer) {
        const engine = connection.held(request.session)
        const signal = anySignal(outer, disposed.signal)
        const inspection = await engineApi(engine).containers.inspect(request.id, { signal })
        if (isForRoot(inspection, request)) await beforeRoot(inspection.Id)
        const session = await start(engine, inspection, request, signal)
        let done = () => {}
        const ended = new Promise<void>((resolve) => {
          done = resolve
        })
        open.add(ended)
        try {
          yield* carry(session, incoming, (doubtful) => fateOf(engine, inspection, doubtful), signal)
        } finally {
          done()
          open.delete(ended)
        }
      },
    },
    async dispose() {
      unsubscribe()
      disposed.abort()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patience)
      })
      await Promise.race([Promise.all(open), late])
      clearTimeout(timer)
    },
  }
}

/** A toolbox is always root's; what is attached to was begun by the container itself. */
function isForRoot({ Config }: InspectedContainer, { kind, user }: TerminalRequest): boolean {
  if (kind === 'attached') return false
  return kind === 'toolbox' || /^(root|0*)(:|$)/.test(user ?? Config.User ?? '')
}
