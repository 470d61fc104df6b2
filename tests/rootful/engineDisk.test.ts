import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { diskSpace, watchDiskSpace } from '../../main/engine/owned/diskSpace'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { openSettings } from '../../main/services/settings/store'
import { sentence } from '../../main/texts/sentence'
import { importBusybox, processesOf, root } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import { diskType, type SmallDisk, smallDisk } from '../support/smallDisk'

let disk: SmallDisk
let home: string
let network: Isolation

beforeAll(() => console.log(`Small disks are ${diskType} here.`))

beforeEach(async () => {
  disk = smallDisk(300)
  home = join(disk.folder, 'h')
  mkdirSync(home, { mode: 0o700 })
  network = await isolate()
})

afterEach(async () => {
  disk.empty()
  await slipway('engine', 'stop').catch(() => {})
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  try {
    await network.dispose()
  } finally {
    disk.dispose()
  }
  expect(left).toEqual([])
  const devices = () => execFileSync('losetup', ['--all'], { encoding: 'utf8' })
  await expect.poll(devices).not.toContain(disk.folder)
})

function slipway(...words: string[]): Promise<string> {
  const env = { ...process.env, SLIPWAY_HOME: home }
  return network.run(process.execPath, [join(root, 'bin/slipway'), ...words], env)
}

const docker = (...words: string[]) => slipway('docker', ...words)

test('on a full disk the engine answers, containers and settings survive, and with room all works again', async () => {
  await slipway('engine', 'start')
  const image = await importBusybox({ socket: join(home, 'run/docker.sock') })
  await docker('run', '-d', '--init', '--name', 'web', '--network', 'none', image, 'sleep', '1000')
  const pid = await docker('inspect', '--format', '{{.State.Pid}}', 'web')
  const settings = openSettings(join(home, 'settings.json'))
  settings.change({ atQuit: 'stop' })
  const written = readFileSync(join(home, 'settings.json'), 'utf8')

  disk.fill(0)
  expect(await docker('ps', '--format', '{{.Names}}')).toBe('web')
  await expect(
    docker('run', '--rm', '--network', 'none', image, 'dd', 'if=/dev/zero', 'of=/f', 'bs=1M', 'count=50'),
  ).rejects.toMatchObject({ stderr: expect.stringMatching(/no space left on device/i) })
  expect(settings.change({ atQuit: 'keep' })).toMatchObject({
    values: { atQuit: 'keep' },
    problem: { kind: 'unwritable', reason: expect.stringContaining('ENOSPC') },
  })
  expect(readFileSync(join(home, 'settings.json'), 'utf8')).toBe(written)
  expect(readdirSync(home).filter((name) => name.startsWith('settings'))).toEqual(['settings.json'])
  expect(await slipway('engine', 'status')).toMatch(/state +ready/)

  // dockerd that dies meanwhile is not started over and over, but once there is room; the container has not noticed.
  const dockerd = processesOf(home).find(({ command }) => command.includes('/dockerd '))!
  process.kill(dockerd.pid, 'SIGKILL')
  const status = () => slipway('engine', 'status').catch(({ stdout }) => stdout)
  await expect.poll(status).toContain(`The disk with ${home} is full`)
  const containerd = processesOf(home).find(({ command }) => command.includes('/containerd '))!
  process.kill(containerd.pid, 'SIGKILL')
  await expect.poll(status).toContain('containerd is started as soon as there is room')
  disk.empty()
  await expect.poll(status).toMatch(/state +ready/)
  expect(await docker('inspect', '--format', '{{.State.Pid}}', 'web')).toBe(pid)
  expect(await docker('run', '--rm', '--network', 'none', image, 'echo', 'works')).toBe('works')
  expect(settings.change({ logWrap: true }).problem).toBeNull()
  const kept = JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))
  expect(kept).toMatchObject({ atQuit: 'keep', logWrap: true })
})

test('an engine is stopped in order on a full disk, also by the successor of a keeper that was killed', async () => {
  await slipway('engine', 'start')
  const image = await importBusybox({ socket: join(home, 'run/docker.sock') })
  await docker('run', '-d', '--init', '--name', 'web', '--network', 'none', image, 'sleep', '1000')
  disk.fill(0)
  expect(await slipway('engine', 'stop')).toBe('The engine is stopped.')
  expect(processesOf(home)).toEqual([])

  disk.empty()
  await slipway('engine', 'start')
  disk.fill(0)
  const keeper = processesOf(home).find(({ command }) => command.includes('slipway-keeper'))!
  process.kill(keeper.pid, 'SIGKILL')
  // Its successor stops what it left.
  expect(await slipway('engine', 'stop')).toBe('The engine is stopped.')
  expect(processesOf(home)).toEqual([])
})

test('a full disk keeps an engine from starting with a sentence; with a little room things can be removed', async () => {
  await slipway('engine', 'start')
  await importBusybox({ socket: join(home, 'run/docker.sock') })
  await slipway('engine', 'stop')
  disk.fill(0)
  const full = `The disk that holds ${join(home, 'engine/data')} is full`
  await expect(slipway('engine', 'start')).rejects.toMatchObject({ stderr: expect.stringContaining(full) })
  await expect(slipway('engine', 'doctor')).rejects.toMatchObject({ stdout: expect.stringContaining(full) })
  disk.empty()
  disk.fill(300_000)
  expect(await slipway('engine', 'start')).toContain('Engine ready')
  expect(await slipway('engine', 'doctor')).toContain("Little room is left where the engine's data lies")
  expect(await docker('rmi', 'busybox:test')).toContain('Deleted')
})

test('the room that is left is watched, and low below 2 GB or 5 %', async () => {
  const space = await diskSpace(join(home, 'not/there/yet'))
  expect(space).toMatchObject({ total: disk.total, low: true })
  expect(space.free).toBe(disk.free())
  const told: number[] = []
  const stop = watchDiskSpace(home, ({ free }) => told.push(free), { pause: 100 })
  try {
    await expect.poll(() => told.length).toBe(1)
    disk.fill(0)
    await expect.poll(() => told.at(-1)).toBe(disk.free())
    expect(disk.free()).toBeLessThan(1 << 20)
  } finally {
    stop()
  }
})

test('a file system that can only be read is named, with the command that mends it', async () => {
  disk.remount('ro')
  const { stderr } = await slipway('engine', 'start').catch((failed) => failed)
  expect(stderr).toContain(`${home} lies on a file system that can only be read`)
  const advice = stderr.split('\n')[1].trim()
  expect(advice).toMatch(/^sudo mount -o remount,rw /)
  await network.run('sh', ['-c', advice.replace('sudo ', '')])
  disk.remount('rw')
  expect(await slipway('engine', 'start')).toContain('Engine ready')
})

test('data that can only be read, in a home that can be written', async () => {
  const data = join(home, 'engine/data')
  mkdirSync(data, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'slipway-test', data])
  const engine = createEngine({ root, home })
  try {
    expect((await engine.check())[0]?.reason).toEqual(sentence('folder/readOnly', { folder: data }))
    expect((await engine.start()).phase).toBe('failed')
  } finally {
    engine.dispose()
    execFileSync('umount', [data])
  }
})

test('data of another user, for instance from another machine', async () => {
  const data = join(home, 'engine/data')
  mkdirSync(data, { recursive: true })
  chownSync(data, 65534, 65534)
  const { stderr } = await slipway('engine', 'start').catch((failed) => failed)
  expect(stderr).toContain(`${data} belongs to nobody: only nobody can run this engine.`)
})
