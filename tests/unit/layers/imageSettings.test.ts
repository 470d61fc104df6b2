import { describe, expect, it } from 'vitest'
import { type Configured, settingDifferences, settingsOf } from '../../../main/layers/imageSettings'

const settings = (config: Configured['config'], os = 'linux', architecture = 'amd64') =>
  settingsOf({ os, architecture, config })

describe('settings', () => {
  it('of the same image do not differ, however they are written', () => {
    const a = settings({ Cmd: ['sh'], ExposedPorts: ['80/tcp', '443/tcp'], Entrypoint: null, User: '' })
    const b = settings({ Cmd: ['sh'], ExposedPorts: ['443/tcp', '80/tcp'], Entrypoint: [] })
    expect(settingDifferences(a, b)).toEqual([])
    expect(settingDifferences(settings(null), settings({}))).toEqual([])
  })

  it('differ in their order, variables and labels by name', () => {
    const a = settings({
      Cmd: ['sh', '-c', 'a "b"'],
      User: 'root',
      WorkingDir: '/srv',
      Volumes: ['/data'],
      Env: ['PATH=/bin', 'B=1=2', 'A'],
      Labels: { z: '1', same: 'x' },
    })
    const b = settings(
      {
        Entrypoint: ['/run'],
        ExposedPorts: ['80/tcp'],
        Env: ['PATH=/bin', 'B=2', 'C='],
        Labels: { same: 'x' },
      },
      'linux',
      'arm64',
    )
    const rows = settingDifferences(a, b).map(({ setting, name, before, after }) => [
      setting,
      name,
      before,
      after,
    ])
    expect(rows).toEqual([
      ['command', '', '["sh","-c","a \\"b\\""]', null],
      ['entrypoint', '', null, '["/run"]'],
      ['user', '', 'root', null],
      ['workingDir', '', '/srv', null],
      ['exposedPorts', '', null, '80/tcp'],
      ['volumes', '', '/data', null],
      ['platform', '', 'linux/amd64', 'linux/arm64'],
      ['environment', 'A', '', null],
      ['environment', 'B', '1=2', '2'],
      ['environment', 'C', null, ''],
      ['label', 'z', '1', null],
    ])
  })

  it('may bear any name', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>
    const rows = settingDifferences(settings({}), settings({ Labels: labels, Env: ['__proto__=z'] }))
    expect(rows.map(({ name, after }) => [name, after])).toEqual([
      ['__proto__', 'z'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})
