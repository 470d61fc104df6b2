import { execFile, execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownLines } from '../../main/engine/owned/subordinateIds'
import { asUser, temporaryUser } from '../../scripts/support/temporaryUser.mjs'
import { docker, importBusybox, root } from '../support/engine'
import { identitiesOf } from '../support/engineData'

/** Ids that nothing on a machine has. */
const others = 2_000_000_000
const files = ['/etc/subuid', '/etc/subgid']

let user: Awaited<ReturnType<typeof temporaryUser>>
let home: string
let first: number

beforeAll(async () => {
  user = await temporaryUser()
  first = ownLines(readFileSync('/etc/subuid', 'utf8'), user.name, user.uid)[0]!.range[0]
})

afterAll(() => user.remove())

beforeEach(() => {
  home = mkdtempSync(join(user.home, 'sw-'))
  chownSync(home, user.uid, user.gid)
})

afterEach(async () => {
  await slipway('engine', 'stop').catch(() => {})
  giveIds(`${first}:65536`)
  removeLines(`${user.name}-other`)
})

function slipway(...words: string[]): Promise<string> {
  return asThem(user.node, join(user.tree, 'bin/slipway'), ...words)
}

/** Runs a program as that user; rejects with what it said. */
async function asThem(...command: string[]): Promise<string> {
  const { program, args } = asUser(user, command)
  const { stdout } = await promisify(execFile)(program, args, { env: { ...user.env, SLIPWAY_HOME: home } })
  return stdout.trim()
}

/** What a start says that is refused, in the words of the doctor, too; and the command under it. */
async function refusal() {
  const { stderr } = await slipway('engine', 'start').catch((failed) => failed)
  const [reason = '', advice = ''] = String(stderr)
    .split('\n')
    .map((line) => line.replace(/^slipway:/, '').trim())
  const { stdout } = await slipway('engine', 'doctor').catch((failed) => failed)
  expect(stdout).toContain(reason)
  expect(stdout).toContain(advice)
  expect(await slipway('engine', 'status').catch((failed) => failed.stdout)).toMatch(
    /state +(stopped|failed)/,
  )
  return { reason, advice }
}

/** What the administrator of the machine does with what is printed. */
const administer = (advice: string) => execFileSync('sh', ['-c', advice.replaceAll('sudo ', '')])

const removeLines = (owner: string) => execFileSync('sed', ['-i', '-E', `/^${owner}:/d`, ...files])

/** Replaces the user's lines; a line without an owner is the user's. */
function giveIds(...lines: string[]) {
  removeLines(`(${user.name}|${user.uid})`)
  const owned = lines.map((line) => (/^\d+:\d+$/.test(line) ? `${user.name}:${line}` : line))
  for (const line of owned)
    execFileSync('sh', ['-c', `for each; do echo ${line} >> $each; done`, '-', ...files])
}

/** An engine with a container that wrote into a volume as the user 33 of its image, and still runs. */
async function engineWithFiles() {
  expect(await slipway('engine', 'start')).toContain('Engine ready')
  const engine = { socket: join(home, 'run/docker.sock') }
  const image = await importBusybox(engine)
  const write = 'mkdir -m 700 /v/own; echo kept > /v/own/file; chown -R 33:33 /v/own; exec sleep 1000'
  await docker(engine, 'run', '-d', '--init', '--name', 'web', '-v', 'vol:/v', image, 'sh', '-c', write)
  await expect.poll(() => owner(engine).catch(String)).toBe('33')
  return engine
}

const owner = (engine: { socket: string }) => docker(engine, 'exec', 'web', 'stat', '-c', '%u', '/v/own/file')
const read = (engine: { socket: string }) =>
  docker(engine, 'exec', '--user', '33', 'web', 'cat', '/v/own/file')

async function startsWhole(engine: { socket: string }) {
  expect(await slipway('engine', 'start')).toContain('Engine ready')
  await docker(engine, 'start', 'web')
  expect(await owner(engine)).toBe('33')
  expect(await read(engine)).toBe('kept')
  await slipway('engine', 'stop')
}

test('other subordinate ids than those of the data are noticed, and the command brings them back', async () => {
  const engine = await engineWithFiles()
  const ids = { uids: [[first, 65536]], gids: [[first, 65536]] }
  await expect.poll(() => identitiesOf(home).inside.ids).toEqual(ids)
  expect(identitiesOf(home).outside.ids).toEqual(ids)

  // What runs keeps the ids that it has.
  giveIds(`${others}:65536`)
  expect(await slipway('engine', 'restart')).toContain('Engine ready')
  expect(await read(engine)).toBe('kept')
  await slipway('engine', 'stop')

  const { reason, advice } = await refusal()
  expect(reason).toContain(
    `${home}/engine/data was made with other subordinate ids (${first}-${first + 65535}) than /etc/subuid`,
  )
  administer(advice)
  await startsWhole(engine)
  const lines = ownLines(readFileSync('/etc/subgid', 'utf8'), user.name, user.uid).map(({ text }) => text)
  expect(lines).toEqual([`${user.name}:${first}:65536`, `${user.name}:${others}:65536`])

  // Given by number, and partly the same ones: none may be given twice.
  giveIds(`${user.uid}:${first + 1000}:65536`, `${user.uid}:${others}:65536`)
  administer((await refusal()).advice)
  await startsWhole(engine)

  giveIds()
  const none = await refusal()
  expect(none.reason).toContain(`give ${user.name} no range of 65536 ids`)
  administer(none.advice)
  await startsWhole(engine)

  // More of them, behind those of the data, change nothing.
  giveIds(`${first}:65536`, `${others}:65536`)
  await startsWhole(engine)
  expect(identitiesOf(home).outside.ids).toEqual(ids)
})

test('ids that somebody else has now are not asked for; going on with others deletes nothing', async () => {
  const engine = await engineWithFiles()
  await slipway('engine', 'stop')
  const { uuid } = identitiesOf(home).outside
  giveIds(`${others}:65536`, `${user.name}-other:${first}:65536`)
  const { reason, advice } = await refusal()
  expect(reason).toContain(`On this machine those are ${user.name}-other's.`)
  expect(advice).not.toContain('sudo')
  await asThem('sh', '-c', advice)
  expect(await slipway('engine', 'start')).toContain('Engine ready')
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('web')
  await expect.poll(() => identitiesOf(home).outside.ids?.uids).toEqual([[others, 65536]])
  await slipway('engine', 'stop')

  // Undone in the same way: the former identity knows the former ids.
  const places = [join(home, 'engine/identity.json'), join(home, 'engine/data/slipway-identity')]
  for (const place of places) execFileSync('mv', [`${place}.old`, place])
  giveIds(`${first}:65536`)
  removeLines(`${user.name}-other`)
  await startsWhole(engine)
  expect(identitiesOf(home).inside.uuid).toBe(uuid)
})

test('an ordinary user’s data under root, and back', async () => {
  const engine = await engineWithFiles()
  await slipway('engine', 'stop')
  const doctor = async () => {
    const env = { ...process.env, SLIPWAY_HOME: home }
    const words = [join(root, 'bin/slipway'), 'engine', 'doctor']
    return (await promisify(execFile)(process.execPath, words, { env }).catch((failed) => failed)).stdout
  }
  expect(await doctor()).toContain(`${home} belongs to ${user.name}: only ${user.name} can run this engine.`)
  execFileSync('chown', ['-R', `--from=${user.uid}`, '0:0', home])
  expect(await doctor()).toContain(`${home}/engine/data was made by an ordinary user's engine`)
  execFileSync('chown', ['-R', '--from=0', `${user.uid}:${user.gid}`, home])
  await startsWhole(engine)
})
