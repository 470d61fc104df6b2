import { describe, expect, it } from 'vitest'
import { type TrayItem, trayMenu } from '../../../main/app/trayMenu'
import type { Container } from '../../../main/contract/containers'
import type { EngineState } from '../../../main/contract/engine'

const ready = { phase: 'ready', version: '26.1.5' } as EngineState

function container(part: Partial<Container>): Container {
  const name = part.name ?? 'web'
  return { id: `id-${name}`, name, state: 'running', createdAt: 0, ports: [], ...part } as Container
}

const labels = (items: readonly TrayItem[]) => items.map((item) => (item === 'separator' ? '-' : item.label))

function item(items: readonly TrayItem[], label: string) {
  const found = items.find((candidate) => candidate !== 'separator' && candidate.label === label)
  if (!found || found === 'separator') throw new Error(`No ${label} in ${labels(items).join(', ')}`)
  return found
}

describe("the tray's menu", () => {
  it('names another engine than its own, and shows its containers while it answers, whatever its own does', () => {
    const stopped = { phase: 'stopped' } as EngineState
    const web = [container({ name: 'web' })]
    const there = trayMenu(stopped, web, { name: 'Staging', phase: 'connected' })
    expect(labels(there)).toEqual([
      'Staging: connected',
      '-',
      'web',
      '-',
      'Start engine',
      'Show Slipway',
      'Quit',
    ])
    const lost = trayMenu(ready, web, { name: 'Staging', phase: 'lost' })
    expect(labels(lost)).toEqual(['Staging: not answering', '-', '-', 'Stop engine', 'Show Slipway', 'Quit'])
  })

  it('names the engine, then running containers, the newest first, then the stopped', () => {
    const menu = trayMenu(ready, [
      container({ name: 'old', createdAt: 1 }),
      container({ name: 'new', createdAt: 2 }),
      container({ name: 'gone', state: 'exited' }),
      container({ name: 'broken', state: 'dead' }),
    ])
    expect(labels(menu)).toEqual([
      'Engine: ready, Docker 26.1.5',
      '-',
      'new',
      'old',
      'Stopped',
      '-',
      'Stop engine',
      'Show Slipway',
      'Quit',
    ])
    expect(labels(item(menu, 'Stopped').items!)).toEqual(['gone'])
    expect(item(item(menu, 'Stopped').items!, 'gone').items![0]).toEqual({
      label: 'Start',
      action: { do: 'start', id: 'id-gone', name: 'gone' },
    })
  })

  it('offers each published TCP port once', () => {
    const port = { containerPort: 80, protocol: 'tcp', hostPort: 8080, hostIp: '0.0.0.0' } as const
    const menu = trayMenu(ready, [
      container({
        ports: [
          port,
          { ...port, hostIp: '::' },
          { ...port, containerPort: 81, hostPort: null, hostIp: null },
          { ...port, containerPort: 53, hostPort: 5353, protocol: 'udp' },
        ],
      }),
    ])
    expect(labels(item(menu, 'web').items!)).toEqual(['Stop', 'Restart', 'Open port 8080', 'Logs'])
    expect(item(item(menu, 'web').items!, 'Open port 8080').action).toEqual({
      do: 'openPort',
      id: 'id-web',
      name: 'web',
      containerPort: 80,
    })
  })

  it('offers to resume what is paused', () => {
    const menu = trayMenu(ready, [container({ state: 'paused' })])
    expect(labels(item(menu, 'web (paused)').items!)).toEqual(['Resume', 'Stop', 'Restart', 'Logs'])
  })

  it('shows fifteen, then leads to the window', () => {
    const menu = trayMenu(
      ready,
      Array.from({ length: 40 }, (_, index) => container({ name: `c${index}`, createdAt: -index })),
    )
    const shown = labels(menu).slice(2, 18)
    expect(shown[0]).toBe('c0')
    expect(shown[14]).toBe('c14')
    expect(shown[15]).toBe('More in Slipway')
    expect(labels(menu)).not.toContain('c15')
  })

  it.each([
    ['stopped', 'Start engine'],
    ['failed', 'Start engine'],
    ['ready', 'Stop engine'],
  ] as const)('with the engine %s offers %s', (phase, label) => {
    const menu = trayMenu({ ...ready, phase }, [container({})])
    expect(labels(menu)).toContain(label)
    expect(labels(menu).includes('web')).toBe(phase === 'ready')
  })

  it.each(['starting', 'stopping'] as const)('offers no switch while the engine is %s', (phase) => {
    expect(labels(trayMenu({ ...ready, phase }, [])).join()).not.toMatch(/(Start|Stop) engine/)
  })

  it('shows hostile names as what they are', () => {
    const [, , shown] = labels(trayMenu(ready, [container({ name: 'a&b\u202e\u200b\u0007' })]))
    expect(shown).toBe('a&&b<U+202E><U+200B><U+0007>')
    const [, , long] = labels(trayMenu(ready, [container({ name: '𝒳'.repeat(500) })]))
    expect([...long!]).toHaveLength(61)
    expect(labels(trayMenu({ ...ready, version: '\n&' }, []))[0]).toBe('Engine: ready, Docker <U+000A>&&')
  })
})
