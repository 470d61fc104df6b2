import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

/** A network (and mounts) of a test's own on this machine: what root does there touches nothing of the machine's. */
export interface Isolation {
  /** The process that holds it. */
  readonly pid: number
  /** Runs a program there; resolves to its output, rejects with `code` and `stderr`. */
  run(program: string, words: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>
  /** Starts a program there; whoever starts it ends it. */
  start(program: string, words: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess
  dispose(): Promise<void>
}

/** Needs root. */
export async function isolate(): Promise<Isolation> {
  // A fresh sysfs shows this network's devices, but hides the mounts of cgroups: they step aside for a moment.
  const script = `ip link set lo up && mount --rbind /sys/fs/cgroup /mnt && mount -t sysfs sysfs /sys &&
    mount --rbind /mnt /sys/fs/cgroup && umount -l /mnt && echo ready; exec sleep infinity`
  const words = ['--net', '--mount', 'sh', '-c', script]
  const holder = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout!, 'data')
  const pid = holder.pid!
  const inside = (program: string, rest: readonly string[]) => [
    '-t',
    String(pid),
    '-n',
    '-m',
    program,
    ...rest,
  ]
  return {
    pid,
    async run(program, rest, env = process.env) {
      const { stdout } = await promisify(execFile)('nsenter', inside(program, rest), { env })
      return stdout.trim()
    },
    start: (program, rest, env = process.env) =>
      spawn('nsenter', inside(program, rest), { env, stdio: 'ignore' }),
    async dispose() {
      const ended = once(holder, 'exit')
      holder.kill('SIGKILL')
      await ended
    },
  }
}
