import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { engineApi } from '../../../main/engine/api/api'
import { createConnection } from '../../../main/engine/client/connection'
import { layerwalkProgram, type WalkedEngine } from '../../../main/layers/layerwalk'
import { createRemovals } from '../../../main/services/removed/removals'
import { snapshotPlace, snapshotsFolder } from '../../../main/services/snapshots/place'
import { createSnapshots } from '../../../main/services/snapshots/snapshots'
import { archive, member, pax } from '../archives'
import { docker, root, type TestEngine } from '../engine'
import { programsInside } from '../namespaces'
import { inspect, live } from './lived'

/** `SLIPWAY_MANY_FILES`: so many more files are written, of 100,000 that the promise is about. */
const many = Number(process.env.SLIPWAY_MANY_FILES ?? 500)
/** All that tar can tell, as names of what is there and one sum: content, owners, modes, times, attributes, links, devices. */
const script = [
  'cd "$1"',
  'tar --create --sort=name --numeric-owner --xattrs --xattrs-include="*" --format=pax --pax-option=delete=atime,delete=ctime . | sha256sum',
  'find . | LC_ALL=C sort | od -A n -c | sha256sum; find . | wc -l',
].join('\n')

/**
 * Writes into a container whatever a layer may hold, and expects all of it where it comes back from Removed, is made anew, is
 * cloned, is kept as a snapshot and goes back to that.
 */
export async function expectEveryByte({ engine, socket, home }: TestEngine): Promise<void> {
  const { mode } = engine.state
  const { run, data } = engine.paths
  const program = layerwalkProgram(root)
  const walked: WalkedEngine = { mode, run, program }
  const connection = createConnection({ socket })
  const api = () => engineApi(connection)
  const removals = createRemovals({ api, walked: () => walked, home, data, program })
  const snapshots = createSnapshots({ api, walked: () => walked, home, program })

  async function inside(words: readonly string[]): Promise<string> {
    const [first, ...rest] = [...programsInside({ mode, run }), ...words]
    return (await promisify(execFile)(first!, rest)).stdout.trim()
  }
  const bytesIn = (directory: string) => inside(['sh', '-e', '-c', script, 'sh', directory])
  const layerOf = async (name: string) => (await inspect({ socket }, name)).GraphDriver.Data.UpperDir
  async function all(name: string) {
    const { Mounts } = await inspect({ socket }, name)
    return { layer: await bytesIn(await layerOf(name)), volume: await bytesIn(Mounts[0]!.Source) }
  }

  async function write(): Promise<void> {
    await live({ socket }, 'every')
    const files = `mkdir /many; for n in $(seq ${many}); do echo $n > /many/$n; done; mkfifo /fifo; chmod 4750 /fifo`
    await docker({ socket }, 'exec', 'every', 'sh', '-c', files)
    await docker({ socket }, 'stop', '-t', '0', 'every')
    // No program of the image sets attributes.
    const file = join(home, 'attributes.tar')
    const noted = pax({ 'SCHILY.xattr.user.note': 'kept', mtime: '1234567890.123456789' })
    writeFileSync(file, archive(noted, member({ path: 'noted', mode: 0o6755, uid: 3, gid: 4 }, 'noted')))
    const untar = [
      'tar',
      '--extract',
      '--xattrs',
      '--xattrs-include=*',
      '--numeric-owner',
      '--same-permissions',
    ]
    await inside([...untar, '--file', file, '--directory', await layerOf('every')])
    rmSync(file)
  }

  try {
    await write()
    const before = await all('every')
    expect(Number(before.layer.split('\n').at(-1))).toBeGreaterThan(many)
    const image = 'busybox:test'
    const { Id: first } = await inspect({ socket }, 'every')
    await removals.remove({ id: first, image, ran: false })
    await removals.comeBack([first])
    expect(await all('every'), 'undo').toEqual(before)

    const { Id: second } = await inspect({ socket }, 'every')
    await removals.remake({ id: second, image, ran: false, copied: true }, (own) => ({
      next: own,
      fallback: own,
    }))
    expect(await all('every'), 'made anew').toEqual(before)
    const [copy] = removals.list()
    await docker({ socket }, 'rename', 'every', 'made')
    await removals.comeBack([copy!.id])
    expect(await all('every'), 'what was kept of before').toEqual(before)

    const { Id: third } = await inspect({ socket }, 'every')
    await removals.clone({ id: third, image, starts: false }, (own) => ({ ...own, name: 'clone' }))
    expect(await all('clone'), 'clone').toEqual(before)

    const { id } = await snapshots.take({ container: third, name: 'kept', why: 'asked' })
    expect(await bytesIn(snapshotPlace(snapshotsFolder(home), id).layer), 'snapshot').toBe(before.layer)
    await inside(['rm', '-r', join(await layerOf('every'), 'many')])
    const stop = () => Promise.reject(new Error('It does not run'))
    await snapshots.goBack({ id, stop })
    expect(await all('every'), 'back').toEqual(before)
    await snapshots.remove(snapshots.list().map((one) => one.id))
  } finally {
    await docker({ socket }, 'rm', '-fv', 'every', 'made', 'clone').catch(() => {})
    connection.dispose()
  }
}
