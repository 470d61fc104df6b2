import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOpenAtLogin, execLine } from '../../../main/app/openAtLogin'

let config: string
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'slipway-login-'))
})
afterEach(() => rmSync(config, { recursive: true }))

const folder = () => join(config, 'autostart')
const file = () => join(folder(), 'slipway-desktop.desktop')
const create = (program = ['/opt/Slipway/slipway-desktop'], more: NodeJS.ProcessEnv = {}) =>
  createOpenAtLogin({ XDG_CONFIG_HOME: config, ...more }, program)

describe('open at login', () => {
  it('is off, and looking makes nothing', () => {
    expect(create().read()).toBe(false)
    expect(readdirSync(config)).toEqual([])
  })

  it('is one file that is gone again when it is switched off', () => {
    create().change(true)
    expect(create().read()).toBe(true)
    expect(readFileSync(file(), 'utf8')).toBe(
      '[Desktop Entry]\nType=Application\nName=Slipway\nExec="/opt/Slipway/slipway-desktop"\nIcon=slipway-desktop\nTerminal=false\n',
    )
    expect(readdirSync(folder())).toEqual(['slipway-desktop.desktop'])
    create().change(false)
    expect(create().read()).toBe(false)
    expect(readdirSync(folder())).toEqual([])
    create().change(false)
  })

  it('leaves what else opens at login alone', () => {
    mkdirSync(folder())
    writeFileSync(join(folder(), 'other.desktop'), '[Desktop Entry]\n')
    create().change(true)
    create().change(false)
    expect(readdirSync(folder())).toEqual(['other.desktop'])
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off when the desktop says %s', (line) => {
    create().change(true)
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}${line}\n`)
    expect(create().read()).toBe(false)
    create().change(true)
    expect(create().read()).toBe(true)
  })

  it('is off when another copy of the application is the one that opens', () => {
    create(['/home/me/old/slipway-desktop']).change(true)
    expect(create().read()).toBe(false)
    create().change(true)
    expect(create().read()).toBe(true)
  })

  it('keeps the SLIPWAY_HOME that it was switched on with', () => {
    const more = { SLIPWAY_HOME: '/data/a b' }
    create(['/s'], more).change(true)
    expect(readFileSync(file(), 'utf8')).toContain('\nExec="/usr/bin/env" "SLIPWAY_HOME=/data/a b" "/s"\n')
    expect(create(['/s'], more).read()).toBe(true)
    expect(create(['/s']).read()).toBe(false)
  })

  it('quotes what a desktop would take for something else', () => {
    expect(execLine(['/a b', '50%', '$x`y"z'])).toBe('"/a b" "50%%" "\\\\$x\\\\`y\\\\"z"')
    expect(execLine(['back\\slash', 'new\nline'])).toBe('"back\\\\\\\\slash" "new\\nline"')
  })
})
