import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { untilInPage } from '../bench/support/page'
import { importBusybox, processesOf, root } from '../support/engine'
import { freePort } from '../support/freePort'
import { isAlive } from '../support/processes'
import { expect, isRoot, test } from './support/app'
import { filesInArchive, makePackage, type Packaged } from './support/packaged'

let packaged: Packaged
test.beforeAll(async () => {
  packaged = await makePackage()
})
test.afterAll(async () => {
  await packaged?.slipway(['engine', 'stop'])
  packaged?.dispose()
})

const socket = () => join(packaged.home, 'run/slipway/docker.sock')
const slipway = async (...words: string[]) => (await packaged.slipway(words)).stdout.trim()

/** The packaged engine runs, and in it a container that stays. */
async function ship() {
  await slipway('engine', 'start')
  if (await slipway('docker', 'ps', '-q')) return
  const image = await importBusybox({ socket: socket() })
  await slipway('docker', 'run', '-d', '--init', '--name', 'shipped', image, 'sleep', '1000')
}

test('holds what it needs and nothing of the machine that made it', () => {
  const archive = join(packaged.folder, 'resources/app.asar')
  const files = filesInArchive(archive)
  expect(files).toEqual(expect.arrayContaining(['/out/main/index.js', '/out/renderer/index.html']))
  expect(files.filter((file) => /node_modules|\.map$|\.ts$|\.vue$/.test(file))).toEqual([])
  expect(readFileSync(archive).includes(root)).toBe(false)

  const resources = readdirSync(join(packaged.folder, 'resources')).sort()
  expect(resources).toEqual(['app.asar', 'native'])
  const engine = join(packaged.folder, 'resources/native/runtime/engine')
  expect(readdirSync(join(engine, 'bin'))).toEqual(
    expect.arrayContaining(['docker', 'dockerd', 'rootlesskit']),
  )
  expect(readdirSync(join(engine, 'plugins')).sort()).toEqual(['docker-buildx', 'docker-compose'])
  expect(readdirSync(join(engine, 'helpers'))).toContain('docker-credential-pass')
  expect(readdirSync(join(engine, 'licences'))).toEqual(
    expect.arrayContaining(['containerd', 'docker-buildx', 'docker-compose', 'busybox-static']),
  )
  expect(existsSync(join(packaged.folder, 'resources/native/build/slipway-layerwalk'))).toBe(true)
})

test('every fuse is set', async () => {
  const wire = await getCurrentFuseWire(packaged.program)
  const states = Object.entries(wire)
    .filter(([fuse, state]) => FuseV1Options[Number(fuse)] && state !== undefined)
    .map(([fuse, state]) => [FuseV1Options[Number(fuse)], String.fromCharCode(Number(state)) === '1'])
  expect(Object.fromEntries(states)).toEqual({
    RunAsNode: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableCookieEncryption: true,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    // Electron 29 and newer.
    ...(Object.keys(wire).includes(String(FuseV1Options.GrantFileProtocolExtraPrivileges))
      ? { GrantFileProtocolExtraPrivileges: false }
      : {}),
  })
})

test('is neither a Node.js nor open to what Node.js would load', async () => {
  const planted = join(packaged.home, 'planted.cjs')
  writeFileSync(planted, `require('node:fs').writeFileSync(${JSON.stringify(`${planted}.ran`)}, '')`)
  const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${planted}` }
  const { code, stdout } = await packaged.slipway(['--version'], { env })
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect([code, stdout]).toEqual([0, `Slipway ${version}\n`])
  expect(existsSync(`${planted}.ran`)).toBe(false)
})

test('the packaged command line starts an engine, runs a container and reads its layers', async () => {
  test.skip(isRoot, 'the packaged engine is tried as an ordinary user')
  expect((await packaged.slipway(['engine', 'status'])).code).toBe(3)
  const { code, stdout, stderr } = await packaged.slipway(['engine', 'start'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`unix://${socket()}`)
  const image = await importBusybox({ socket: socket() })

  const echoed = await packaged.slipway(['docker', 'run', '--rm', '-i', image, 'sh', '-c', 'cat; exit 7'], {
    input: 'over standard input',
  })
  expect([echoed.code, echoed.stdout]).toEqual([7, 'over standard input'])
  const context = join(packaged.home, 'context')
  mkdirSync(context)
  const service = `{ build: ., image: built, command: cat /made }`
  writeFileSync(join(context, 'Dockerfile'), `FROM ${image}\nRUN echo built > /made\n`)
  writeFileSync(join(context, 'compose.yaml'), `services: { only: ${service} }\n`)
  expect(await slipway('docker', 'build', '--quiet', context)).toMatch(/^sha256:/)
  const file = join(context, 'compose.yaml')
  expect(await slipway('docker', 'compose', '--file', file, 'run', '--rm', 'only')).toContain('built')
  expect((await packaged.slipway(['docker', 'compose', '--file', file, 'down'])).code).toBe(0)
  expect(await slipway('welcome')).toMatch(/^ {2}slipway docker run -d -p \d+:80 slipway-welcome$/m)

  const report = JSON.parse(await slipway('layers', image, '--json'))
  expect(report.layers).toHaveLength(1)
  expect((await packaged.slipway(['layers'])).code).toBe(2)
})

test('opens its window with an empty PATH and nothing of the project', async () => {
  test.skip(isRoot, 'Chromium has no sandbox as root')
  await ship()
  const window = packaged.open()
  await expect.poll(window.output).toContain('Slipway ready: Docker')
  const page = await window.page()
  await untilInPage(page, `document.querySelector('html[data-ready="true"]') && true`)
  await untilInPage(page, `document.body.innerText.includes('shipped') || null`)
  expect(await page.evaluate('location.href')).toMatch(/^app:\/\/slipway\//)

  const all = window.processes()
  const renderer = all.find((pid) => textOf(pid, 'cmdline').includes('--type=renderer'))!
  expect(textOf(renderer, 'status')).toMatch(/^Seccomp:\s+2$/m)
  for (const pid of all) expect(filesOf(pid).filter((file) => file.startsWith(`${root}/`))).toEqual([])

  const entry = join(packaged.home, '.config/autostart/slipway-desktop.desktop')
  await page.evaluate(`location.hash = '#/settings'`)
  const box = `[...document.querySelectorAll('label')].find((label) => label.innerText === 'Open Slipway at login')`
  await untilInPage(page, `${box} ? true : null`)
  expect(existsSync(entry)).toBe(false)
  await page.evaluate(`${box}.click()`)
  await expect.poll(() => existsSync(entry)).toBe(true)
  expect(readFileSync(entry, 'utf8')).toContain(`\nExec="${packaged.program}"\n`)
  await page.evaluate(`${box}.click()`)
  await expect.poll(() => existsSync(entry)).toBe(false)

  mkdirSync(join(root, 'artefacts/screens'), { recursive: true })
  const picture = join(root, 'artefacts/screens/packaged.png')
  const second = packaged.open(`--screenshot=${picture}`)
  await expect.poll(() => isAlive(second.pid)).toBe(false)
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')

  await window.close()
  await expect.poll(() => all.filter(isAlive)).toEqual([])
  expect(await slipway('docker', 'ps', '--format', '{{.Names}}')).toBe('shipped')
})

test('opens no port to whoever else uses this machine', async () => {
  test.skip(isRoot, 'Chromium has no sandbox as root')
  const port = await freePort()
  const window = packaged.open(`--remote-debugging-port=${port}`)
  const page = await window.page()
  await untilInPage(page, `document.querySelector('html[data-ready="true"]') && true`)
  await expect(fetch(`http://127.0.0.1:${port}/json/version`)).rejects.toThrow()
  await window.close()
  expect(window.output()).not.toContain('DevTools listening')
})

test('stops its engine and leaves nothing running', async () => {
  test.skip(isRoot, 'the packaged engine is tried as an ordinary user')
  await ship()
  const { code, stdout } = await packaged.slipway(['engine', 'stop'])
  expect([code, stdout]).toEqual([0, 'The engine is stopped.\n'])
  expect(processesOf(packaged.home)).toEqual([])
  expect(processesOf(packaged.folder)).toEqual([])
})

test('an AppImage, which is mounted only while it is open, runs an engine that stays', async () => {
  test.skip(isRoot, 'the packaged engine is tried as an ordinary user')
  const home = join(packaged.home, 'a')
  // What its runtime sets; all that is looked at is that file's size and time.
  const env = { APPIMAGE: packaged.program, SLIPWAY_HOME: home }
  const started = await packaged.slipway(['engine', 'start'], { env })
  expect([started.code, started.stderr]).toEqual([0, ''])
  const engine = processesOf(home).filter(({ command }) => /\/(dockerd|slipway-keeper) /.test(command))
  expect(engine).toHaveLength(2)
  for (const { command } of engine) expect(command.startsWith(`${home}/programs/`)).toBe(true)
  expect((await packaged.slipway(['engine', 'stop'], { env })).code).toBe(0)
  expect(processesOf(home)).toEqual([])
})

const textOf = (pid: number, name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8')

/** The files that a process has open or mapped, and where it stands. */
function filesOf(pid: number): string[] {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)]
    } catch {
      return []
    }
  })
  const mapped = textOf(pid, 'maps').match(/\/.*$/gm) ?? []
  return [...links, ...mapped, readlinkSync(`/proc/${pid}/cwd`)]
}
