import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeHome, root, temporaryHome } from '../../support/engine'
import { isAlive } from '../../support/processes'
import { untilAnswers } from './ping'
import { treeOf } from './processTree'

/** What a person would write to run the same programs without a keeper. */
const script = `
rm -f /run/xtables.lock /run/docker /run/containerd
containerd --config containerd.toml >containerd.log 2>&1 &
until [ -S containerd.sock ]; do sleep 0.005; done
exec dockerd --config-file=daemon.json --data-root="$PWD/data" --exec-root="$PWD/docker" \\
  --pidfile="$PWD/docker.pid" --host="unix://$PWD/docker.sock" --containerd="$PWD/containerd.sock" >dockerd.log 2>&1
`
const network = ['--net=slirp4netns', '--mtu=65520', '--disable-host-loopback', '--port-driver=builtin']

/**
 * Starts the engine's programs with a bare script on a fresh home, and ends them again.
 * @returns milliseconds from the start of the first program until the engine answered
 */
export async function startBareEngine(): Promise<number> {
  const home = temporaryHome()
  const inHome = (name: string) => join(home, name)
  const containerd = [
    'version = 2',
    `root = "${inHome('containerd')}"`,
    `state = "${inHome('containerd-state')}"`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    `[grpc]\naddress = "${inHome('containerd.sock')}"`,
  ]
  writeFileSync(inHome('containerd.toml'), containerd.join('\n'))
  writeFileSync(inHome('daemon.json'), JSON.stringify({ 'storage-driver': 'overlay2', 'live-restore': true }))
  const bin = join(root, 'native/runtime/engine/bin')
  const state = `--state-dir=${inHome('rootlesskit')}`
  const before = performance.now()
  const child = spawn(
    join(bin, 'rootlesskit'),
    [...network, '--copy-up=/etc', '--copy-up=/run', state, 'sh', '-c', script],
    {
      cwd: home,
      env: { ...process.env, PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
      stdio: 'ignore',
      detached: true,
    },
  )
  try {
    await untilAnswers(inHome('docker.sock'))
    return performance.now() - before
  } finally {
    await endTree(child.pid!)
    removeHome(home)
  }
}

async function endTree(pid: number): Promise<void> {
  const family = treeOf(pid)
  // The youngest first, for some end by themselves with their parents.
  for (const one of family.reverse()) if (isAlive(one)) process.kill(one, 'SIGKILL')
  while (family.some(isAlive)) await sleep(20)
}
