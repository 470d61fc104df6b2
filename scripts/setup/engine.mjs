import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { reason, run } from '../support/command.mjs'
import { inRoot } from '../support/paths.mjs'
import { Problem, step } from '../support/report.mjs'
import { digest } from '../support/stamp.mjs'
import { machineRelease, takePrograms } from './packageContents.mjs'
import { fetchPackages } from './packageFetch.mjs'

const folder = inRoot('native/runtime/engine')

/** Fetches the engine's programs into native/runtime/engine: bin/, licences/ and versions.json. */
export async function engine() {
  const text = readFileSync(inRoot('native/runtime/packages.json'), 'utf8')
  const release = machineRelease()
  const key = digest([text, process.arch, release.name, release.codename])
  if (present()?.from === key) return
  await step('Engine', 'fetching', async () => {
    const contents = JSON.parse(text)
    const packages = await fetchPackages(contents, release, key)
    mkdirSync(inRoot('native/build'), { recursive: true })
    const work = mkdtempSync(inRoot('native/build/engine-'))
    try {
      await unpack(packages, work)
      const docker = await verify(join(work, 'engine/bin'), contents)
      const record = packages.map(({ name, version, suite, architecture, sha256 }) => {
        return { name, version, suite, architecture, sha256 }
      })
      const versions = { docker, from: key, packages: record }
      writeFileSync(join(work, 'engine/versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
      rmSync(folder, { recursive: true, force: true })
      renameSync(join(work, 'engine'), folder)
      return `Docker ${docker}`
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
}

function present() {
  try {
    return JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8'))
  } catch {
    return undefined
  }
}

/** Takes programs and licences out of the packages into work/engine. */
async function unpack(packages, work) {
  const [bin, licences] = ['engine/bin', 'engine/licences'].map((part) => join(work, part))
  mkdirSync(bin, { recursive: true })
  mkdirSync(licences)
  for (const pack of packages) {
    await takePrograms(pack, bin, (tree) => {
      copyFileSync(join(tree, 'usr/share/doc', pack.name, 'copyright'), join(licences, pack.name))
      // Where there is no package docker-cli, the command line comes with the engine.
      const client = join(tree, 'usr/bin/docker')
      if (existsSync(client)) copyFileSync(client, join(bin, 'docker'))
    })
  }
}

/**
 * Starts each program once: a library that this machine lacks shows here, not in a person's first container.
 * @returns {Promise<string>} the engine's version
 */
async function verify(bin, { docker, packages }) {
  const names = packages.flatMap(({ programs, as = {} }) => programs.map((program) => as[program] ?? program))
  for (const name of names) {
    const flag = name === 'containerd-shim-runc-v2' ? '-v' : '--version'
    const { code, stdout, stderr } = await run(join(bin, name), [flag], { seconds: 60 })
    if (code !== 0)
      throw new Problem(`The engine's ${name} does not start here: ${reason(code, stderr || stdout)}`)
  }
  const { stdout } = await run(join(bin, 'dockerd'), ['--version'])
  const version = stdout.match(/version (\d+\.\d+\.\d+)/)?.[1]
  if (version && Number.parseInt(version, 10) >= Number(docker.atLeast)) return version
  throw new Problem(`The engine is Docker ${version}, but Slipway needs ${docker.atLeast} or newer.`)
}
