import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { run } from '../support/command.mjs'
import { electronRuntime } from '../support/electronRuntime.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { Problem, step } from '../support/report.mjs'
import { fallbackIsCurrent, fallbackSupported, unpackFallback } from './electronFallback.mjs'

/** A download that takes longer than this (in seconds) is taken for one that will not come. */
const patience = 180

/** What was found, for those who cannot ask `electronRuntime` (Playwright's tests): its result as JSON. */
const record = inRoot('native/build/electron.json')

/** Sees to it that there is an Electron to run: see `electronRuntime` for the order. */
export async function electron() {
  const runtime = electronRuntime()
  if (!runtime || (runtime.fallback && !fallbackIsCurrent())) await fetch()
  const text = JSON.stringify(electronRuntime())
  if (existsSync(record) && readFileSync(record, 'utf8') === text) return
  mkdirSync(inRoot('native/build'), { recursive: true })
  writeFileSync(record, text)
}

async function fetch() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    throw new Problem(
      `ELECTRON_OVERRIDE_DIST_PATH is ${override}, but no Electron (electron and version) lies there.\n` +
        'Correct it, or unset it to let the set-up fetch Electron.',
    )
  }
  await step('Electron', 'fetching', async () => {
    const installer = inRoot('node_modules/electron/install.js')
    await run(process.execPath, [installer], { cwd: root, seconds: patience })
    const own = electronRuntime()
    if (own && !own.fallback) return own.version
    if (!fallbackSupported) {
      throw new Problem(
        `Electron could not be downloaded, and there is no fallback for ${process.arch}.\n` +
          'Get its distribution another way, unpack it, and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
      )
    }
    await unpackFallback()
    return describeElectron(electronRuntime())
  })
}

/** @param {{ version: string, fallback: boolean }} runtime */
export const describeElectron = ({ version, fallback }) =>
  fallback ? `${version} (fallback, development only)` : version
