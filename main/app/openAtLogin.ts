import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeWhole } from '../base/wholeFile'
import { said } from '../texts/sentence'

/** Whether this application opens when the person logs in: off until they ask for it. */
export interface OpenAtLogin {
  read(): boolean
  /** @throws an error of the file system */
  change(on: boolean): void
}

/**
 * Kept where desktops look for it, and nowhere else: what they or the person change there is what holds.
 * Source: https://specifications.freedesktop.org/autostart-spec/
 * @param env XDG_CONFIG_HOME, and SLIPWAY_HOME, which is to be the same then
 * @param program the application's program and what it is given
 */
export function createOpenAtLogin(env: NodeJS.ProcessEnv, program: readonly string[]): OpenAtLogin {
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homedir(), '.config')
  const file = join(config, 'autostart/slipway-desktop.desktop')
  const home = env.SLIPWAY_HOME ? ['/usr/bin/env', `SLIPWAY_HOME=${env.SLIPWAY_HOME}`] : []
  const exec = `Exec=${execLine([...home, ...program])}`

  return {
    read() {
      const lines = linesOf(file)
      // One of another copy of the application is not ours.
      return (
        lines.includes(exec) &&
        !lines.some((line) => /^(Hidden=true|X-GNOME-Autostart-enabled=false)$/.test(line))
      )
    },
    change(on) {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      const head = ['[Desktop Entry]', 'Type=Application', `Name=${said('app/name')}`]
      writeWhole(file, `${[...head, exec, 'Icon=slipway-desktop', 'Terminal=false'].join('\n')}\n`)
    },
  }
}

/**
 * Words as the key Exec wants them: each in quotes, with the four characters that mean something there escaped; then
 * escaped once more, as every string of such a file.
 * Source: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function execLine(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`)
  return quoted.join(' ').replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
