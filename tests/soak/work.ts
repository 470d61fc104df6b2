import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { engineParts } from '../../main/engine/owned/parts'
import { dockerEnvironment } from '../../main/services/commandLine/environment'
import { root } from '../support/engine'
import type { Random } from '../support/random'

type Kind = 'container' | 'volume' | 'network' | 'tag'
const kinds: readonly Kind[] = ['container', 'volume', 'network', 'tag']
const image = 'busybox:test'

/** What a person did and was told of; what was cut off in between may be either way, until it is looked at. */
export interface Work {
  /** Does a few things at once; resolves when all were answered. */
  some(random: Random, count: number): Promise<void>
  /** What of all this is lost, or is back though it was removed; what was cut off counts from now on as it is found. */
  faults(): Promise<string[]>
  readonly done: number
  readonly cutOff: number
}

/** Runs the bundled docker; rejects when it does not answer within a minute. */
export function createDocker(socket: string) {
  const run = promisify(execFile)
  return async (...words: string[]): Promise<string> => {
    const env = dockerEnvironment(process.env, socket)
    const options = { env, timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 16 << 20 } as const
    return (await run(engineParts(root).docker, words, options)).stdout.trim()
  }
}
export type Docker = ReturnType<typeof createDocker>

const make: Record<Kind, (name: string, random: Random) => string[]> = {
  container: (name, random) => {
    const policy = random.pick(['no', 'on-failure', 'always', 'unless-stopped'])
    return ['run', '-d', '--name', name, '--restart', policy, image, 'sleep', '100000']
  },
  volume: (name) => ['volume', 'create', '--label', 'soak=yes', name],
  network: (name) => ['network', 'create', name],
  tag: (name) => ['tag', image, `${name}:soak`],
}
const remove: Record<Kind, (name: string) => string[]> = {
  container: (name) => ['rm', '-f', name],
  volume: (name) => ['volume', 'rm', name],
  network: (name) => ['network', 'rm', name],
  tag: (name) => ['rmi', `${name}:soak`],
}
const list: Record<Kind, string[]> = {
  container: ['ps', '-a', '--format', '{{.Names}}'],
  volume: ['volume', 'ls', '--format', '{{.Name}}'],
  network: ['network', 'ls', '--format', '{{.Name}}'],
  tag: ['images', '--format', '{{.Repository}}'],
}
/** So that lists stay in sight, and rounds short. */
const most = 3

export function createWork(docker: Docker): Work {
  const there = new Map(kinds.map((kind) => [kind, new Set<string>()]))
  const gone = new Map(kinds.map((kind) => [kind, new Set<string>()]))
  const unsure = new Map(kinds.map((kind) => [kind, new Set<string>()]))
  let number = 0
  let done = 0
  let cutOff = 0

  async function act(kind: Kind, name: string, words: string[], makes: boolean) {
    there.get(kind)!.delete(name)
    unsure.get(kind)!.add(name)
    try {
      await docker(...words)
      done++
      unsure.get(kind)!.delete(name)
      ;(makes ? there : gone).get(kind)!.add(name)
    } catch {
      cutOff++
    }
  }

  return {
    get done() {
      return done
    },
    get cutOff() {
      return cutOff
    },
    async some(random, count) {
      const acts = Array.from({ length: count }, () => {
        const kind = random.pick(kinds)
        const present = [...there.get(kind)!]
        const old = present.length >= most || random.chance(0.4) ? present[0] : undefined
        if (old) return act(kind, old, remove[kind](old), false)
        const name = `soak-${kind}-${++number}`
        return act(kind, name, make[kind](name, random), true)
      })
      await Promise.all(acts)
    },
    async faults() {
      const found: string[] = []
      for (const kind of kinds) {
        const names = new Set((await docker(...list[kind])).split('\n'))
        for (const name of unsure.get(kind)!) (names.has(name) ? there : gone).get(kind)!.add(name)
        unsure.get(kind)!.clear()
        for (const name of there.get(kind)!) if (!names.has(name)) found.push(`${kind} ${name} is lost`)
        for (const name of gone.get(kind)!) if (names.has(name)) found.push(`${kind} ${name} is back`)
      }
      return found
    },
  }
}
