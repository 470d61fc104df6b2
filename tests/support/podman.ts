import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from '../../main/engine/client/connection'
import { engineParts } from '../../main/engine/owned/parts'
import { processesOf, removeHome, root, temporaryHome } from './engine'

const folder = join(root, 'native/build/podman')

/** See scripts/setup/podman.mjs. */
export const podmanThere = existsSync(join(folder, 'from'))

export interface Podman {
  readonly socket: string
  /** Of the service. */
  readonly pid: number
  dispose(): Promise<void>
}

/** `podman system service` of this user, with all its state in a folder of its own. */
export async function startPodman(): Promise<Podman> {
  const home = temporaryHome()
  const at = (...parts: string[]) => join(home, ...parts)
  const bin = join(folder, 'bin')
  mkdirSync(at('home/.config/containers'), { recursive: true })
  mkdirSync(at('run'), { mode: 0o700 })
  writeFileSync(at('home/.config/containers/policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}')
  // What follows a container's end, a restart among it, is a podman that conmon starts: it needs its libraries, too.
  writeFileSync(at('conmon'), `#!/bin/sh\nLD_LIBRARY_PATH=${join(folder, 'lib')} exec ${bin}/conmon "$@"\n`, {
    mode: 0o755,
  })
  writeFileSync(
    at('containers.conf'),
    `[containers]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
conmon_path = ["${at('conmon')}"]
helper_binaries_dir = ["${bin}"]
runtime = "runc"
[engine.runtimes]
runc = ["${engineParts(root).bin}/runc"]
[network]
cni_plugin_dirs = ["${join(folder, 'cni')}"]
`,
  )
  // Unlike Docker it asks for TLS on this machine, too: registries of tests have none, on whatever port.
  writeFileSync(at('registries.conf'), '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n')
  const env = {
    PATH: `${bin}:${engineParts(root).bin}:/usr/sbin:/usr/bin:/sbin:/bin`,
    LD_LIBRARY_PATH: join(folder, 'lib'),
    HOME: at('home'),
    XDG_RUNTIME_DIR: at('run'),
    // Archives that it is sent stay there.
    TMPDIR: at('home'),
    // Whenever it tells of itself it asks six times which package its parts are of: a third of a second of a processor.
    DPKG_ADMINDIR: at('home'),
    CONTAINERS_CONF: at('containers.conf'),
    CONTAINERS_REGISTRIES_CONF: at('registries.conf'),
  }
  const socket = at('run/podman.sock')
  // conmon takes no longer path than 50 characters for what is of a run.
  const storage = ['--storage-driver', 'vfs', '--root', at('store'), '--runroot', at('r')]
  const words = [...storage, 'system', 'service', '--time=0', `unix://${socket}`]
  let said = ''
  const service = spawn(join(bin, 'podman'), words, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  service.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  const ended = new Promise<void>((resolve) => service.once('exit', () => resolve()))

  const podman = {
    socket,
    pid: service.pid!,
    async dispose() {
      const stop = spawn(join(bin, 'podman'), [...storage, 'rm', '-fa', '-t', '0'], { env, stdio: 'ignore' })
      await new Promise((resolve) => stop.once('exit', resolve))
      service.kill('SIGKILL')
      await ended
      // It leaves a process that holds its user namespace, and its network's.
      const pause = at('run/libpod/tmp/pause.pid')
      if (existsSync(pause)) kill(Number(readFileSync(pause, 'utf8')))
      for (const { pid } of processesOf(home)) kill(pid)
      removeHome(home)
      rmSync(home, { recursive: true, force: true })
    },
  }
  const connection = createConnection({ socket })
  for (let left = 300; left > 0; left--) {
    const ping = { method: 'HEAD', path: '/_ping', object: 'Podman', timeout: 5_000 } as const
    const isThere = await connection.request(ping).then(
      () => true,
      () => false,
    )
    if (isThere) return podman
    if (service.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await podman.dispose()
  throw new Error(`Podman does not answer: ${said}`)
}

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
