import { describe, expect, it } from 'vitest'
import { type TrayItem, trayMenu } from '../../../main/app/trayMenu'
import { answers, type TrayView } from '../../../main/app/trayView'
import type { Container } from '../../../main/contract/containers'
import type { EngineState } from '../../../main/contract/engine'
import { sentence } from '../../../main/texts/sentence'

const ready = { phase: 'ready', version: '26.1.5' } as EngineState

function container(part: Partial<Container>): Container {
  const name = part.name ?? 'web'
  return { id: `id-${name}`, name, state: 'running', createdAt: 0, ports: [], ...part } as Container
}

const own = {
  id: 'bundled',
  source: 'bundled',
  name: 'Slipway engine',
  colour: 'teal',
  phase: 'connected',
  lacks: [],
} as const
const staging = {
  id: 'added:1',
  source: 'added',
  name: 'Staging',
  colour: 'red',
  phase: 'connected',
  lacks: ['layersOnDisk', 'sameMachine'],
} as const
const choices = [
  { ...own, unusable: null },
  { ...staging, unusable: null },
  { id: 'context:clear', name: 'clear', colour: 'blue', unusable: sentence('why/clear') } as const,
]

/** With Slipway's own engine active, when nothing else is said. */
const menuOf = (engine: EngineState | null, containers: readonly Container[], part: Partial<TrayView> = {}) =>
  trayMenu({ engine, containers, active: own, connections: choices, ...part })

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
    const there = menuOf(stopped, web, { active: staging })
    expect(labels(there)).toEqual([
      'Staging: connected',
      'Connections',
      '-',
      'web',
      '-',
      "Start Slipway's engine",
      'Show Slipway',
      'Quit',
    ])
    expect(there[0]).toMatchObject({ colour: 'red' })
    expect(menuOf(ready, [])[0]).toMatchObject({ colour: 'teal' })
  })

  it.each([
    ['connecting', 'Staging: connecting'],
    ['lost', 'Staging: not answering'],
    ['refused', 'Staging: refused'],
    ['changed', 'Staging: another engine answers'],
  ] as const)('offers nothing that could reach an engine that is %s', (phase, line) => {
    const active = { ...staging, phase }
    expect(answers({ engine: ready, active })).toBe(false)
    const containers = [container({}), container({ name: 'gone', state: 'exited' })]
    const menu = menuOf(ready, containers, { active })
    expect(labels(menu)).toEqual([
      line,
      'Connections',
      '-',
      '-',
      "Stop Slipway's engine",
      'Show Slipway',
      'Quit',
    ])
  })

  it('lists the connections: the active one is chosen, and what cannot be used cannot be chosen', () => {
    expect(item(menuOf(ready, [], { active: staging }), 'Connections').items).toEqual([
      {
        label: 'Slipway engine',
        colour: 'teal',
        chosen: false,
        action: { do: 'switchTo', id: 'bundled', name: 'Slipway engine' },
      },
      {
        label: 'Staging',
        colour: 'red',
        chosen: true,
        action: { do: 'switchTo', id: 'added:1', name: 'Staging' },
      },
      { label: 'clear', colour: 'blue', chosen: false },
    ])
  })

  it('lists the active connection also when it is not there any more', () => {
    const gone = { ...staging, name: 'Gone & away', phase: 'refused' } as const
    const menu = menuOf(ready, [], { active: gone, connections: choices.slice(0, 1) })
    expect(labels(item(menu, 'Connections').items!)).toEqual(['Gone && away', 'Slipway engine'])
    expect(item(item(menu, 'Connections').items!, 'Gone && away').chosen).toBe(true)
  })

  it('has no choice before it is known which one is active', () => {
    expect(labels(menuOf(null, [], { active: null, connections: [] }))).toEqual([
      'Engine: starting',
      '-',
      '-',
      'Show Slipway',
      'Quit',
    ])
  })

  it('names the engine, then running containers, the newest first, then the stopped', () => {
    const menu = menuOf(ready, [
      container({ name: 'old', createdAt: 1 }),
      container({ name: 'new', createdAt: 2 }),
      container({ name: 'gone', state: 'exited' }),
      container({ name: 'broken', state: 'dead' }),
    ])
    expect(labels(menu)).toEqual([
      'Engine: ready, Docker 26.1.5',
      'Connections',
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
    const web = container({
      ports: [
        port,
        { ...port, hostIp: '::' },
        { ...port, containerPort: 81, hostPort: null, hostIp: null },
        { ...port, containerPort: 53, hostPort: 5353, protocol: 'udp' },
      ],
    })
    const menu = menuOf(ready, [web])
    expect(labels(item(menu, 'web').items!)).toEqual(['Stop', 'Restart', 'Open port 8080', 'Logs'])
    expect(item(item(menu, 'web').items!, 'Open port 8080').action).toEqual({
      do: 'openPort',
      id: 'id-web',
      name: 'web',
      containerPort: 80,
    })
    // Another machine's ports are none of this one's.
    const there = menuOf(ready, [web], { active: staging })
    expect(labels(item(there, 'web').items!)).toEqual(['Stop', 'Restart', 'Logs'])
  })

  it('offers to resume what is paused', () => {
    const menu = menuOf(ready, [container({ state: 'paused' })])
    expect(labels(item(menu, 'web (paused)').items!)).toEqual(['Resume', 'Stop', 'Restart', 'Logs'])
  })

  it('shows fifteen, then leads to the window', () => {
    const menu = menuOf(
      ready,
      Array.from({ length: 40 }, (_, index) => container({ name: `c${index}`, createdAt: -index })),
    )
    const shown = labels(menu).slice(3, 19)
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
    const menu = menuOf({ ...ready, phase }, [container({})])
    expect(labels(menu)).toContain(label)
    expect(labels(menu).includes('web')).toBe(phase === 'ready')
  })

  it.each(['starting', 'stopping'] as const)('offers no switch while the engine is %s', (phase) => {
    expect(labels(menuOf({ ...ready, phase }, [])).join()).not.toMatch(/(Start|Stop) engine/)
  })

  it('shows hostile names as what they are', () => {
    const [, , , shown] = labels(menuOf(ready, [container({ name: 'a&b\u202e\u200b\u0007' })]))
    expect(shown).toBe('a&&b⟨U+202E⟩⟨U+200B⟩⟨U+0007⟩')
    const [, , , long] = labels(menuOf(ready, [container({ name: '𝒳'.repeat(500) })]))
    expect([...long!]).toHaveLength(31)
    expect(labels(menuOf({ ...ready, version: '\n&' }, []))[0]).toBe('Engine: ready, Docker ⟨\\n⟩&&')
  })
})
