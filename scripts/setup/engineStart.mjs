import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { reason, run } from '../support/command.mjs'
import { Problem } from '../support/report.mjs'

/**
 * Starts each program once: a library that this machine lacks shows here, not in a person's first container.
 * @param {string} folder of the unpacked engine
 * @param {import('./packageFetch.mjs').Package[]} packages
 * @returns {Promise<string[]>} the programs that do not start, of those that the engine can do without
 * @throws {Problem} naming one that it cannot do without
 */
export async function startAll(folder, packages) {
  const ill = []
  // Nothing of the person's is read or written.
  const home = mkdtempSync(join(folder, 'home-'))
  const env = { ...process.env, HOME: home, DOCKER_CONFIG: join(home, 'docker') }
  try {
    for (const { path, name, asked, optional } of programsOf(packages)) {
      const { code, stdout, stderr } = await run(join(folder, path), [asked], { env, seconds: 60 })
      if (code === 0) continue
      const why = reason(code, stderr || stdout).replace(`${join(folder, path)}: `, '')
      const said = `${name} does not start here: ${why}`
      if (!optional) throw new Problem(`The engine's ${said}`)
      ill.push(said)
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return ill
}

function programsOf(packages) {
  const listed = packages.flatMap(({ part }) => {
    const { programs, into = 'bin', as = {}, asked = {}, optional } = part
    return programs.map((program) => {
      const name = as[program] ?? program
      return { path: join(into, name), name, asked: asked[program] ?? '--version', optional }
    })
  })
  const client = { path: 'bin/docker', name: 'docker', asked: '--version' }
  return listed.some(({ name }) => name === 'docker') ? listed : [...listed, client]
}
