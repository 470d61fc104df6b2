import { readFileSync } from 'node:fs'
import { createEngine } from '../../../main/engine/owned/lifecycle'
import { layerwalkProgram, type WalkedEngine } from '../../../main/layers/layerwalk'
import { idsIn, placeOf, removedFolder } from '../../../main/services/removed/place'
import { docker, explain, root } from '../engine'
import { fingerprint } from './fingerprint'

/** Where the engine's files can be read now: another process may have started it. */
export async function walkedNow(home: string): Promise<{ walked: WalkedEngine; socket: string }> {
  const engine = createEngine({ root, home })
  try {
    let state = await engine.start()
    // After many kills the keeper gives up, until a person wants it once more.
    if (state.phase === 'failed') state = await engine.start()
    if (state.phase !== 'ready') throw new Error(explain(state))
    const { mode, socket } = state
    return { walked: { mode, run: engine.paths.run, program: layerwalkProgram(root) }, socket }
  } finally {
    engine.dispose()
  }
}

/** In a container's own layer: another owner, also of its root, links, a name that is no UTF-8, what its image had and it removed. */
const life = [
  'echo written > /written; ln /written /linked; ln -s /written /pointed',
  'mkdir -m 700 /own; echo own > /own/file; chown -R 1000:1000 /own',
  'touch -d @1 /old; rm /etc/passwd; rm -r /tmp; mkdir /tmp; echo in > /tmp/in',
  'echo bad > "/$(printf \'\\377\')"; echo kept > /anonymous/kept; chown 7:7 /anonymous/kept; chown 8 /',
].join('\n')

/** Runs a container that has written all of that, with an anonymous volume, and some lines of log. */
export async function live(engine: { socket: string }, name: string, ...words: string[]): Promise<string> {
  const run = ['run', '-d', '--init', '--name', name, '-v', '/anonymous', ...words]
  const id = await docker(engine, ...run, 'busybox:test', 'sh', '-c', 'echo logged; exec sleep 100000')
  await docker(engine, 'exec', name, 'sh', '-c', life)
  return id
}

interface Inspected {
  readonly Id: string
  readonly State: { readonly Status: string }
  readonly GraphDriver: { readonly Data: { readonly UpperDir: string } }
  readonly Mounts: readonly { readonly Name: string; readonly Source: string; readonly Destination: string }[]
  readonly Config: object
  readonly HostConfig: object
}
export async function inspect(engine: { socket: string }, name: string): Promise<Inspected> {
  return JSON.parse(await docker(engine, 'inspect', name))[0] as Inspected
}

/** All that must be the same once it is back. */
export async function everything(home: string, name: string) {
  const { walked, socket } = await walkedNow(home)
  const { Config, HostConfig, GraphDriver, Mounts } = await inspect({ socket }, name)
  const [volume] = Mounts.filter(({ Destination }) => Destination === '/anonymous')
  return {
    Config,
    HostConfig,
    layer: await fingerprint(walked, GraphDriver.Data.UpperDir),
    volume: await fingerprint(walked, volume!.Source),
    log: await docker({ socket }, 'logs', name),
    diff: (await docker({ socket }, 'diff', name)).split('\n').sort(),
  }
}

/** Where containers of this name are, by ids: in the engine's list, on their way, or removed. */
export async function whereabouts(engine: { socket: string }, home: string, name: string) {
  const lines = (await docker(engine, 'ps', '-a', '--no-trunc', '--format', '{{.Names}} {{.ID}}')).split('\n')
  const named = lines.map((line) => line.split(' '))
  const folder = removedFolder(home)
  const records = idsIn(folder).map((id) => JSON.parse(readFileSync(placeOf(folder, id).record, 'utf8')))
  return {
    listed: named.filter(([each]) => each === name).map(([, id]) => id!),
    passing: named.filter(([each]) => each!.startsWith('slipway-returning-')).map(([, id]) => id!),
    removed: records.filter((record) => record.name === name).map(({ id }) => id as string),
  }
}

/** Volumes that nobody named. */
export async function anonymousVolumes(engine: { socket: string }): Promise<string[]> {
  return (await docker(engine, 'volume', 'ls', '-q'))
    .split('\n')
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
}
