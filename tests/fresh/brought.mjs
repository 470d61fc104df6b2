import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { mustRun } from '../../scripts/support/command.mjs'
import { inCache, root } from '../../scripts/support/paths.mjs'

/** All that the bare machine shares with this one: downloads, which would come over the network otherwise. */
export const sharedCaches = [
  { from: inCache('packages'), to: '/root/.cache/slipway/packages' },
  { from: inCache('electron'), to: '/root/.cache/slipway/electron' },
  { from: inCache('fresh/archives'), to: '/var/cache/apt/archives' },
  { from: process.env.npm_config_cache ?? join(homedir(), '.npm'), to: '/root/.npm' },
]

const proxies = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()])

/**
 * Puts Node into a bare machine, and how this one reaches apt's and npm's sources; nothing of its libraries.
 * @param {string} machine the folder that is its root
 * @returns {Promise<NodeJS.ProcessEnv>} the environment of what runs there
 */
export async function bringAlong(machine) {
  const there = (path) => {
    mkdirSync(dirname(join(machine, path)), { recursive: true })
    return join(machine, path)
  }
  copyFileSync(process.execPath, there('/usr/local/bin/node'))
  cpSync(npmFolder(), there('/usr/local/lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, there(`/usr/local/bin/${name}`))

  const npm = JSON.parse(await mustRun('npm', ['config', 'list', '--json'], 'Does npm work?', { cwd: root }))
  const env = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' }
  for (const name of proxies) if (process.env[name]) env[name] = process.env[name]
  const copies = [
    [npm.userconfig, '/root/.npmrc'],
    [npm.globalconfig, '/usr/local/etc/npmrc'],
    [npm.cafile, '/usr/local/etc/npm-certificates.pem', 'npm_config_cafile'],
    [process.env.NODE_EXTRA_CA_CERTS, '/usr/local/etc/node-certificates.pem', 'NODE_EXTRA_CA_CERTS'],
  ]
  for (const [from, to, variable] of copies) {
    if (!from || !existsSync(from)) continue
    copyFileSync(from, there(to))
    if (variable) env[variable] = to
  }
  const fetching = await mustRun('apt-config', ['dump', 'Acquire'], 'Does apt work?')
  writeFileSync(there('/etc/apt/apt.conf.d/90outer'), fetching)
  copyFileSync('/etc/hosts', there('/etc/hosts'))
  return env
}

/** npm's own folder, next to the program that the PATH leads to. */
function npmFolder() {
  const found = process.env.PATH?.split(':')
    .map((folder) => join(folder, 'npm'))
    .find(existsSync)
  const folder = dirname(dirname(realpathSync(found)))
  readFileSync(join(folder, 'bin/npm-cli.js'))
  return folder
}
