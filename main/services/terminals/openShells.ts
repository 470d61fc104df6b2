import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ProcessSession, sessionOf } from './sessionProcesses'

/** Shells that are open, written down: a main that is killed leaves them running, and the next one ends them. */
export interface OpenShells {
  /** @returns how to strike it off, once it is ended */
  note(session: ProcessSession): () => void
  /** Ends those that an earlier run left behind, and no others. */
  sweep(): Promise<void>
}

/** Numbers of processes begin anew with each start of the machine. Source: random(4) */
const boot = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)

/** @param folder where they are written down, each as an empty file: `BOOT-PROCESS-START` */
export function createOpenShells(folder: string): OpenShells {
  const own = new Set<string>()

  return {
    note({ leader, start }) {
      const name = `${boot()}-${leader}-${start}`
      own.add(name)
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(join(folder, name), '')
      } catch {
        // On a full disk a shell opens all the same.
      }
      return () => {
        own.delete(name)
        rmSync(join(folder, name), { force: true })
      }
    },
    async sweep() {
      for (const name of namesIn(folder)) {
        if (own.has(name)) continue
        const [of, leader, start] = name.split('-')
        const session = of === boot() ? sessionOf(Number(leader)) : null
        if (session && session.start === start) await session.end()
        rmSync(join(folder, name), { force: true })
      }
    },
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[\da-f]+-\d+-\d+$/.test(name))
  } catch {
    return []
  }
}
