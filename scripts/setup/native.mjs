import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { mustRun, run } from '../support/command.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { step, together } from '../support/report.mjs'
import { filesIn, stamp } from '../support/stamp.mjs'

/** What several programs share is in one folder, which makes none of its own. */
const shared = 'native/common'
const common = [
  '-std=c++20',
  `-I${shared}`,
  '-Wall',
  '-Wextra',
  '-static-libstdc++',
  '-static-libgcc',
  '-pthread',
]
const optimised = [...common, '-O2']
/** Ends at the first mistake with memory or undefined behaviour, and says where. */
const sanitized = [
  ...[...common, '-O0', '-g1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  ...['-static-libasan', '-static-libubsan'],
]

/**
 * Compiles native/NAME/*.cpp to native/build/slipway-NAME, for every NAME that has sources.
 * @param {{ tests?: boolean }} [options] `tests`: also native/build/sanitized/slipway-keeper, where the compiler has
 *   what it takes
 */
export async function native({ tests = false } = {}) {
  const programs = []
  for (const name of readdirSync(inRoot('native')).sort()) {
    if (name === 'build' || name === 'runtime') continue
    const sources = filesIn(`native/${name}`).filter((file) => file.endsWith('.cpp'))
    if (sources.length > 0) programs.push([name, `slipway-${name}`, sources, optimised])
    if (name === 'keeper' && tests && (await canSanitize())) {
      programs.push([name, `sanitized/slipway-${name}`, sources, sanitized])
    }
  }
  await together(...programs.map((each) => program(...each)))
}

async function program(name, made, sources, flags) {
  const product = inRoot(`native/build/${made}`)
  const from = stamp(`${product}.json`, [`native/${name}`, shared], flags.join(' '))
  if (from.holds() && existsSync(product)) return
  await step(made.replace('/slipway-', ' '), 'compiling', async () => {
    mkdirSync(dirname(product), { recursive: true })
    const advice = `Mend native/${name}, then run the same command again.`
    // Renamed into place, for one that runs cannot be written over.
    await mustRun('g++', [...flags, '-o', `${product}.new`, ...sources], advice, {
      cwd: root,
      seconds: 600,
      tail: 30,
    })
    renameSync(`${product}.new`, product)
    from.set()
    return 'compiled'
  })
}

/** The libraries come with Debian's g++, but not with every other one. */
async function canSanitize() {
  for (const library of ['libasan.a', 'libubsan.a']) {
    // A library that is not there is printed as it was given.
    const { stdout } = await run('g++', [`-print-file-name=${library}`])
    if (!stdout.startsWith('/')) return false
  }
  return true
}
