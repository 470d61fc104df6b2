import { readdirSync, readFileSync } from 'node:fs'
import { sentence } from '../../texts/sentence'
import type { ListedContainer } from '../api/containerAnswers'
import type { Problem } from './problem'

/** The published ports, as `tcp/8080`, that a dockerd has a process for: one each, which takes what comes to the port. */
export function proxiedPorts(dockerd: number): Set<string> {
  const found = new Set<string>()
  for (const child of childrenOf(dockerd)) {
    const words = textOf(`/proc/${child}/cmdline`).split('\0')
    if (!words[0]?.endsWith('docker-proxy')) continue
    const after = (name: string) => words[words.indexOf(name) + 1]
    found.add(`${after('-proto')}/${after('-host-port')}`)
  }
  return found
}

/** Each thread has its own (proc_pid_task_children(5)). */
function childrenOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean),
    )
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A running container that publishes ports at which nobody is any more, though the engine goes on listing them. */
export interface Unheard {
  readonly id: string
  readonly name: string
  /** `8080`, but `53/udp`. */
  readonly ports: readonly string[]
}

/** @param proxied ports that are led to their containers */
export function unheardContainers(
  containers: readonly ListedContainer[],
  proxied: ReadonlySet<string>,
): Unheard[] {
  return containers.flatMap(({ Id, Names, State, Ports }) => {
    if (State !== 'running') return []
    const published = (Ports ?? []).flatMap(({ PublicPort, Type }) =>
      PublicPort ? [`${Type}/${PublicPort}`] : [],
    )
    const dead = [...new Set(published)].filter((port) => !proxied.has(port))
    return dead.length > 0
      ? [{ id: Id, name: Names?.[0]?.replace(/^\//, '') ?? Id, ports: dead.map(shortly) }]
      : []
  })
}

/**
 * What is said of them; null when there are none.
 * @param restart the command that starts containers again, by their names
 */
export function unheardProblem(
  unheard: readonly Unheard[],
  restart: (names: readonly string[]) => string,
): Problem | null {
  if (unheard.length === 0) return null
  const ports = unheard.map(({ name, ports: dead }) => `${name} (${dead.join(', ')})`)
  return {
    reason: sentence('ports/unheard', { containers: ports }),
    advice: restart(unheard.map(({ name }) => name)),
  }
}

function shortly(port: string): string {
  const [type, number] = port.split('/')
  return type === 'tcp' ? number! : `${number}/${type}`
}
