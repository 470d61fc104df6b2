// Stands in for rootlesskit, containerd or dockerd under a keeper: scriptedProgram.mjs NAME FOLDER ARGUMENT...
// FOLDER/script.json says how it behaves (see scriptedEngine.ts); FOLDER/trace tells what happened, in order.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const [name, folder, ...words] = process.argv.slice(2)
const script = () => JSON.parse(readFileSync(join(folder, 'script.json'), 'utf8'))[name] ?? {}
const trace = (text) => appendFileSync(join(folder, 'trace'), `${text}\n`)
const option = (key) => words.find((word) => word.startsWith(`--${key}=`))?.slice(key.length + 3)

trace(`start ${name} ${process.pid}`)
writeFileSync(join(folder, `environment-${name}.json`), JSON.stringify(process.env))
for (const line of script().says ?? []) console.error(line)
if (script().exit !== undefined) process.exit(script().exit)
process.on('SIGTERM', () => {
  if (script().stubborn) return trace(`${name} does not want to end`)
  trace(`end ${name}`)
  atEnd()
  process.exit(0)
})
let atEnd = () => {}
while (script().deaf) await pause(50)
await { rootlesskit, containerd, dockerd }[name]()

/** Namespaces, one process that holds them, a network for them, and ports that are published. */
async function rootlesskit() {
  const state = option('state-dir')
  mkdirSync(state, { recursive: true })
  const holder = 'setpriv --pdeathsig KILL sleep infinity'.split(' ')
  const child = spawn('unshare', ['--user', '--map-root-user', '--mount', '--net', ...holder])
  const network = spawn('slirp4netns', ['--its-own'], { stdio: 'inherit' })
  atEnd = () => {
    child.kill('SIGKILL')
    network.kill('SIGKILL')
  }
  const ours = readlinkSync('/proc/self/ns/user')
  while (readlinkSync(`/proc/${child.pid}/ns/user`) === ours) await pause(5)
  while (!readFileSync(join(folder, 'trace'), 'utf8').includes('--its-own')) await pause(5)
  writeFileSync(join(state, 'child_pid'), String(child.pid))
  let ports = [{ id: 1 }, { id: 22 }]
  const server = createHttpServer(({ method, url }, response) => {
    if (method === 'DELETE') {
      trace(`forward ${url.split('/').at(-1)} removed`)
      ports = ports.filter(({ id }) => !url.endsWith(`/${id}`))
    }
    response.end(method === 'DELETE' ? '' : JSON.stringify(ports))
  })
  server.listen(join(state, 'api.sock'), () => writeFileSync(join(state, 'ready'), ''))
}

function containerd() {
  const configuration = readFileSync(words[1], 'utf8')
  const value = (key) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(configuration)[1]
  mkdirSync(value('state'), { recursive: true })
  createHttp2Server().listen(value('address'))
}

function dockerd() {
  const load = () => JSON.parse(readFileSync(option('config-file'), 'utf8'))
  let configuration = load()
  process.on('SIGHUP', () => {
    trace('dockerd reads its configuration')
    configuration = load()
  })
  const socket = option('host').slice('unix://'.length)
  mkdirSync(dirname(socket), { recursive: true })
  createHttpServer(({ url }, response) => {
    response.end(
      url === '/info' ? JSON.stringify({ LiveRestoreEnabled: configuration['live-restore'] ?? false }) : 'OK',
    )
  }).listen(socket)
}
