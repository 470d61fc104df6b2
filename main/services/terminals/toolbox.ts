import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { AppError } from '../../contract/errors'
import type { TerminalSize } from '../../contract/terminals'
import { type EngineApi, engineApi } from '../../engine/api/api'
import {
  type InspectedContainer,
  type NewToolbox,
  nameOfInspected,
  nameOfListed,
} from '../../engine/api/containerAnswers'
import type { HijackingRequests } from '../../engine/api/request'
import { terminalsApi } from '../../engine/api/terminals'
import { toolboxOf, toolboxOwner } from '../../shared/toolboxLabels'
import type { TerminalSession } from './session'
import { terminalEnvironment } from './shellSession'
import type { ToolboxImage } from './toolboxImage'

interface Opening {
  /** Whom it joins. */
  readonly inspection: InspectedContainer
  readonly size: TerminalSize
  readonly isHere: boolean
  readonly signal: AbortSignal
}

/** Shells of Slipway's own, each in a container of its own that joins another one's processes and network. */
export interface Toolboxes {
  open(engine: HijackingRequests, opening: Opening): Promise<TerminalSession>
  /** Removes those that an earlier run of this Slipway left behind, and no others. */
  sweep(engine: EngineApi): Promise<void>
}

/** @param home the SLIPWAY_HOME whose toolboxes they are */
export function createToolboxes(home: string, image: ToolboxImage): Toolboxes {
  const owner = ownerOf(home)
  /** Names of those that are open, or about to be. */
  const open = new Set<string>()

  return {
    async open(engine, { inspection, size, isHere, signal }) {
      const object = nameOfInspected(inspection)
      const api = engineApi(engine)
      const files = filesOf(inspection, isHere)
      const Image = await image.ready(api, { object, signal })
      const name = `toolbox-of-${object.slice(0, 200)}-${randomBytes(3).toString('hex')}`
      open.add(name)
      const body: NewToolbox = {
        Image,
        Cmd: ['/bin/sh', '-l'],
        Env: [...terminalEnvironment, `TOOLBOX_OF=${object}`, `TOOLBOX_FILES=${files}`],
        User: '0',
        Tty: true,
        OpenStdin: true,
        Labels: { [toolboxOf]: object, [toolboxOwner]: owner },
        HostConfig: {
          AutoRemove: true,
          ...joined(inspection),
          // Without it the files of what runs as somebody else cannot be seen.
          CapAdd: ['SYS_PTRACE'],
          LogConfig: { Type: 'none' },
        },
      }
      const { Id } = await api.containers.create(name, body, { object, signal }).catch((thrown) => {
        open.delete(name)
        throw thrown
      })
      const asking = { object: `toolbox of ${object}` }
      async function remove() {
        try {
          await api.containers.remove(Id, { force: true, ...asking })
        } catch (thrown) {
          // It goes by itself where its shell has ended.
          const { code } = AppError.from(thrown)
          if (code !== 'not-found' && code !== 'conflict') throw thrown
        } finally {
          open.delete(name)
        }
      }
      const terminals = terminalsApi(engine)
      try {
        const stream = await terminals.attach(Id, { object, signal })
        await api.containers.start(Id, { object, signal })
        await terminals.resize(Id, size, asking).catch(() => {})
        return {
          program: '/bin/sh',
          stream,
          lossy: false,
          resize: (to) => terminals.resize(Id, to, asking),
          async close() {
            stream.destroy()
            await remove()
            return false
          },
          exitCode: async () => null,
        }
      } catch (thrown) {
        await remove().catch(() => {})
        throw thrown
      }
    },

    async sweep(engine) {
      const filters = { label: [`${toolboxOwner}=${owner}`] }
      const found = await engine.containers.list({ all: true, filters })
      for (const one of found) {
        if (open.has(nameOfListed(one)) || one.Labels?.[toolboxOwner] !== owner) continue
        await engine.containers.remove(one.Id, { force: true }).catch(() => {})
      }
    },
  }
}

/** Tells the Slipways of one engine apart, without saying who they are. */
function ownerOf(home: string): string {
  return createHash('sha256').update(`${hostname()}\0${home}`).digest('hex').slice(0, 24)
}

/** Whose processes and network it is to see: those that the other container sees, whosever they are. */
function joined({ Id, HostConfig: { PidMode = '', NetworkMode = '' } }: InspectedContainer) {
  const own = `container:${Id}`
  const isOthers = (mode: string) => mode === 'host' || mode.startsWith('container:')
  return {
    PidMode: isOthers(PidMode) ? PidMode : own,
    NetworkMode: isOthers(NetworkMode) ? NetworkMode : own,
  }
}

/** Where the other container's files are: at its first process, by the number that the toolbox sees. */
function filesOf({ HostConfig, State, Name }: InspectedContainer, isHere: boolean): string {
  const { PidMode = '' } = HostConfig
  const { Pid = 0 } = State
  if (PidMode === 'host') return `/proc/${Pid}/root`
  if (!PidMode.startsWith('container:')) return '/proc/1/root'
  const number = isHere ? innermostNumber(Pid) : null
  if (number === null) throw new AppError('unsupported/toolboxShared', { object: Name.replace(/^\//, '') })
  return `/proc/${number}/root`
}

/** What a process is called within its own namespace. Source: proc_pid_status(5) */
function innermostNumber(pid: number): number | null {
  try {
    const [, numbers = ''] = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(numbers.split(/\s+/).at(-1)) || null
  } catch {
    return null
  }
}
