import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { mustRun } from '../support/command.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { step } from '../support/report.mjs'
import { filesIn, stamp } from '../support/stamp.mjs'

const flags = ['-std=c++20', '-O2', '-Wall', '-Wextra', '-static-libstdc++', '-static-libgcc', '-pthread']

/** Compiles native/NAME/*.cpp to native/build/slipway-NAME, for every NAME that has sources. */
export async function native() {
  for (const name of readdirSync(inRoot('native')).sort()) {
    if (name === 'build' || name === 'runtime') continue
    const sources = filesIn(`native/${name}`).filter((file) => file.endsWith('.cpp'))
    if (sources.length > 0) await program(name, sources)
  }
}

async function program(name, sources) {
  const product = inRoot(`native/build/slipway-${name}`)
  const made = stamp(`${product}.json`, [`native/${name}`], flags.join(' '))
  if (made.holds() && existsSync(product)) return
  await step(`slipway-${name}`, 'compiling', async () => {
    mkdirSync(inRoot('native/build'), { recursive: true })
    const advice = `Mend native/${name}, then run the same command again.`
    // Renamed into place, for one that runs cannot be written over.
    await mustRun('g++', [...flags, '-o', `${product}.new`, ...sources], advice, {
      cwd: root,
      seconds: 600,
      tail: 30,
    })
    renameSync(`${product}.new`, product)
    made.set()
    return 'compiled'
  })
}
