import type { EngineLog, EnginePhase, EngineState } from '../../contract/engine'
import { createAftercare } from './aftercare'
import { writeDaemonConfig } from './daemonConfig'
import { keptState, newState, unkeptState } from './engineStates'
import { type KeeperState, keeperPrograms, readKeeperRecord } from './keeper'
import { afterKeeperEnd, mostSuccessors } from './keeperEnd'
import { createKeeperLink } from './keeperLink'
import { raiseKeeper } from './keeperStart'
import { partsInUse } from './keptParts'
import { createLearning } from './learning'
import { type OtherVersion, otherVersion } from './otherVersion'
import { closeToOthers } from './ownFolder'
import { logTail } from './ownLog'
import { type EngineParts, engineParts } from './parts'
import { type EnginePaths, enginePaths } from './paths'
import { diskFull, preflight } from './preflight'
import { longestStopTime } from './probe'
import { type Problem, saidBy } from './problem'
import { sentinelProblem } from './sentinel'
import { createStateCell } from './stateCell'

/** The engine that Slipway owns: its keeper runs apart, so it goes on when this object is disposed of. */
export interface Engine {
  readonly state: EngineState
  readonly paths: EnginePaths
  readonly parts: EngineParts
  onState(listener: (state: EngineState) => void): () => void
  /** Takes over what runs, or starts it. Resolves when it is ready, has failed or was stopped meanwhile, and never rejects. */
  start(): Promise<EngineState>
  /**
   * Stops containers within their own stop time, then the engine. Resolves when nothing of it runs any more; what is started
   * meanwhile starts after it.
   * @throws SaidError when its keeper does not answer, or an error of the system
   */
  stop(): Promise<EngineState>
  /** Starts dockerd again, with its configuration as it is now; containers run on. Resolves like start(). */
  restart(): Promise<EngineState>
  /**
   * Connects to the engine when it runs, and never starts one; never rejects.
   * @returns whether a keeper has it; where that one cannot be spoken with, the state is `failed` and says why
   */
  adopt(): Promise<boolean>
  /** Looks for what a ready engine does not say of itself, which then is part of the state. Never rejects. */
  look(): Promise<void>
  /** All that is known to keep it from starting. */
  check(): Promise<Problem[]>
  /** Another Docker that may be used instead, as after an upgrade the one of before; null when there is none. */
  otherVersion(): OtherVersion | null
  /** The end of one of its logs, beginning with a whole line. */
  logs(which: EngineLog, tailBytes: number): Promise<string>
  /** Lets go of the engine, which goes on running. */
  dispose(): void
}

export interface EngineOptions {
  /** The application's root, where native/ lies. */
  readonly root: string
  /** In place of SLIPWAY_HOME. */
  readonly home?: string
  readonly env?: NodeJS.ProcessEnv
  /** Milliseconds that a keeper may say nothing when it is asked. */
  readonly patience?: number
}

/** A keeper answers at once, unless the machine has much else to do; one that is late is taken yet. */
const usualPatience = 5_000
const tenMinutes = 600_000
/** Beyond the longest stop time of a container, in seconds: for dockerd's own work. */
const stopMargin = 15

export function createEngine({
  root,
  home,
  env = process.env,
  patience = usualPatience,
}: EngineOptions): Engine {
  const mode = process.geteuid?.() === 0 ? 'rootful' : 'rootless'
  const bundled = engineParts(root)
  const own = enginePaths(env, home)
  const aftercare = createAftercare(own)
  const place = { mode, home: own.home, socket: own.socket } as const
  const cell = createStateCell<EngineState>(newState(place, 'stopped'))
  const link = createKeeperLink(
    own,
    {
      onState(keeper) {
        received = receive(keeper)
      },
      onEnd: ended,
    },
    patience,
  )
  const keeperEnds: number[] = []
  let latest: KeeperState | null = null
  let received = Promise.resolve()
  let wanted = false
  let starting: Promise<void> | null = null
  let stopping: Promise<EngineState> | null = null
  /** Whether the last keeper had said that all is stopped. */
  let endedInOrder = false

  /** The person may have chosen others since the last start. */
  const parts = () => partsInUse(own.home, bundled)
  const check = () => preflight(own, bundled, mode)
  const learning = createLearning({ paths: own, aftercare, docker: bundled.docker, parts })

  /** A ready engine is announced together with its version, so that nobody has to wait for it a second time. */
  async function receive(keeper: KeeperState) {
    latest = keeper
    // It runs on for a moment after it has said so: only its end, which `ended` hears of, leaves nothing behind.
    if (keeper.state === 'stopped') return
    const learned = await learning.learn(keeper)
    if (latest !== keeper) return
    cell.set(keptState(place, keeper, learned))
    void look()
  }

  async function look() {
    const keeper = latest
    const learned = keeper && (await learning.look(keeper))
    if (learned && latest === keeper) cell.set(keptState(place, keeper, learned))
  }

  function ended(last: KeeperState | null) {
    latest = null
    link.watch(() => void adopt())
    const inOrder = last?.state === 'stopped'
    endedInOrder = inOrder
    const now = performance.now()
    if (!inOrder) keeperEnds.push(now)
    const recent = keeperEnds.filter((time) => time > now - tenMinutes).length
    const after = afterKeeperEnd({ inOrder, wanted, recent })
    if (after === 'stopped') wanted = false
    cell.set(unkeptState(place, after))
    if (after === 'succeeded') void launch()
  }

  /** What runs may run on. */
  function fail(problem: Problem) {
    cell.set(newState(place, 'failed', { ...problem, processes: latest?.processes ?? [] }))
  }

  /** What the preflight says is clearer than what the system says. */
  async function failWith(error: unknown) {
    const full = /ENOSPC|no space left/i.test((error as Error).message) ? diskFull(own.data) : null
    fail(full ?? (await check())[0] ?? { reason: saidBy(error), advice: null })
  }

  const raise = () =>
    raiseKeeper({ program: bundled.keeper, paths: own, mode, bin: parts().bin, env }, connect)

  function launch(): Promise<void> {
    starting ??= begin().finally(() => {
      starting = null
    })
    return starting
  }

  async function begin() {
    try {
      const problem = (await check())[0]
      if (problem) return fail(problem)
      if (cell.value.phase !== 'starting') cell.set(newState(place, 'starting'))
      await prepare()
      await raise()
    } catch (error) {
      await failWith(error)
    }
  }

  async function prepare() {
    closeToOthers(own.home)
    writeDaemonConfig(own.daemonConfig, mode)
    await aftercare.beforeStart(parts())
  }

  /** Connects when there is a keeper; then what it said first is known here, too. */
  async function connect(): Promise<boolean> {
    const found = await link.connect()
    await received
    return found
  }

  async function adopt(): Promise<boolean> {
    try {
      const found = await connect()
      if (!found) link.watch(() => void adopt())
      // One that is raised so that it can be stopped is wanted by nobody.
      else if (!stopping) wanted = latest?.state === 'starting' || latest?.state === 'ready'
      return found
    } catch (error) {
      link.watch(() => void adopt())
      fail({ reason: saidBy(error), advice: null })
      return true
    }
  }

  const becomes = (...phases: EnginePhase[]) => link.attend(cell.until(({ phase }) => phases.includes(phase)))
  /** Or has been stopped, by whoever would rather have it so. */
  const settled = () => becomes('ready', 'failed', 'stopped')

  async function start(): Promise<EngineState> {
    try {
      await stopping?.catch(() => {})
      const found = await connect()
      if (found && latest?.state === 'stopping') await becomes('stopped')
      if (found && latest?.state === 'failed' && otherPrograms(latest)) await halt()
      wanted = true
      if (latest?.state === 'failed') return await tell('start')
      // A restart was refused while all ran on: asked again.
      if (link.connection && cell.value.phase === 'failed') return await tell('restart')
      if (!link.connection) await launch()
      return await settled()
    } catch (error) {
      await failWith(error)
      return cell.value
    }
  }

  /** A keeper starts what it was told of when it began; the person has chosen other programs since. */
  function otherPrograms({ processes }: KeeperState): boolean {
    const programs = keeperPrograms(processes.find(({ name }) => name === 'keeper')?.pid ?? 0)
    return programs !== null && programs !== parts().bin
  }

  /** The state of before does not count: what comes after it is the answer. */
  async function tell(command: 'start' | 'restart'): Promise<EngineState> {
    const problem = sentinelProblem(own, bundled)
    if (problem) {
      fail(problem)
      return cell.value
    }
    await prepare()
    const change = cell.next()
    link.connection?.send(command)
    await link.attend(change)
    return settled()
  }

  function stop(): Promise<EngineState> {
    stopping ??= halt().finally(() => {
      stopping = null
    })
    return stopping
  }

  async function halt(): Promise<EngineState> {
    wanted = false
    // What is about to run could not be told to stop yet.
    await starting
    // More than once only when a keeper dies over it: what it left behind, a successor ends in order.
    for (let attempt = 0; attempt < mostSuccessors; attempt++) {
      if (!(await connect())) {
        if (!readKeeperRecord(own.lock)?.alive) break
        await raise()
      }
      const seconds = await longestStopTime(link.paths.socket).catch(() => 10)
      link.connection?.send('stop', seconds + stopMargin)
      await becomes('stopped')
      // Whatever runs now was started since.
      if (endedInOrder) return cell.value
    }
    if (cell.value.phase !== 'stopped') cell.set(newState(place, 'stopped'))
    return cell.value
  }

  async function restart(): Promise<EngineState> {
    try {
      await stopping?.catch(() => {})
      if (!(await connect())) return await start()
      wanted = true
      return await tell('restart')
    } catch (error) {
      await failWith(error)
      return cell.value
    }
  }

  return {
    get state() {
      return cell.value
    },
    get paths() {
      return link.paths
    },
    get parts() {
      return parts()
    },
    onState: cell.listen,
    start,
    stop,
    restart,
    adopt,
    look,
    check,
    otherVersion: () => otherVersion(own, bundled),
    logs: (which, tailBytes) => logTail(own.log(which), tailBytes),
    dispose: link.close,
  }
}
