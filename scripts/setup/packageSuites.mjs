import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reason } from '../support/command.mjs'
import { privateApt } from './apt.mjs'
import { mainAddress, parseRecords } from './packageRecords.mjs'

/**
 * The suites that packages may come from, read by apt when they are asked for.
 * @param {string} work an empty folder, absolute
 * @param {{ suites?: object, packages: { names: string[] }[] }} contents as native/runtime/packages.json
 * @param {{ codename: string }} release of the machine
 */
export function packageSuites(work, { suites = {}, packages }, { codename }) {
  const names = packages.flatMap((part) => part.names)
  const apts = new Map()

  async function open(id) {
    const apt = id === 'own' ? makeApt(id) : await otherApt(id)
    if (!apt) return undefined
    const name = id === 'own' ? codename : id
    const { code, stderr } = await apt.update()
    apts.set(id, apt)
    const records = parseRecords(await apt.show(names))
    if (records.size > 0) return { id, name, records }
    return { id, name, lack: lackOf(name, id === 'own', code, stderr) }
  }

  function makeApt(id, sources) {
    mkdirSync(join(work, id), { recursive: true })
    return privateApt(join(work, id), sources)
  }

  /** At the address that the machine's own distribution comes from; its own suite is there already. */
  async function otherApt(id) {
    const { component, keyring } = suites[id]
    const address = mainAddress(await apts.get('own').targets(), codename)
    if (!address || id === codename || !existsSync(keyring)) return undefined
    const sources = join(work, `${id}.list`)
    writeFileSync(sources, `deb [signed-by=${keyring}] ${address} ${id} ${component}\n`)
    return makeApt(id, sources)
  }

  return { open, apt: (id) => apts.get(id) }
}

/** Why a suite's list is not there, from what apt said. */
export function lackOf(name, own, code, stderr) {
  // apt takes an address that it cannot reach for a warning.
  if (code === 0 && !stderr.trim()) return `${name} has none of the packages`
  const absent = /\b404\b|does not have a Release file/i.test(stderr)
  if (absent && !own) return `the mirror of this machine has no ${name}`
  return `${name} could not be reached: ${reason(code, stderr).replace(/^[EW]: /, '')}`
}
