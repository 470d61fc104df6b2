import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import dbus, { type Message, type MessageBus } from 'dbus-next'

/** A session bus of a test's own, without a desktop on it. */
export interface TestBus {
  readonly address: string
  dispose(): Promise<void>
}

export async function startBus(): Promise<TestBus> {
  const daemon: ChildProcess = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(daemon.stdout!, 'data')) as [Buffer]
  return {
    address: line.toString().trim(),
    async dispose() {
      const ended = once(daemon, 'exit')
      if (daemon.kill()) await ended
    },
  }
}

/** An entry of a tray's menu, as com.canonical.dbusmenu gives it. */
export interface MenuEntry {
  readonly id: number
  readonly label: string
  readonly enabled: boolean
  readonly children: readonly MenuEntry[]
}

/** A desktop's panel: it shows trays, and here reads and clicks their menus. */
export interface Panel {
  /** The menu of the one item that registered. */
  menu(): Promise<readonly MenuEntry[]>
  /** Chooses the entry that these labels lead to. */
  click(...labels: readonly string[]): Promise<void>
  /** How many items are shown. */
  readonly items: number
  /** The notifications that were shown, each as its title and text. */
  readonly notifications: readonly (readonly [title: string, text: string])[]
  dispose(): Promise<void>
}

const watcherName = 'org.kde.StatusNotifierWatcher'
const notificationsName = 'org.freedesktop.Notifications'
const menuInterface = 'com.canonical.dbusmenu'

/** Owns the name that applications register their trays with, as KDE and GNOME's extension do. */
export async function startPanel(address: string): Promise<Panel> {
  const bus = dbus.sessionBus({ busAddress: address })
  const items: { sender: string; path: string }[] = []
  const notifications: (readonly [string, string])[] = []
  bus.addMethodHandler((message: Message) => {
    const reply = answer(message)
    if (!reply) return false
    bus.send(reply)
    return true
  })

  /** Source: the Desktop Notifications Specification, "D-BUS Protocol". */
  function answerNotification(message: Message): Message | null {
    switch (message.member) {
      case 'Notify':
        notifications.push([message.body[3] as string, message.body[4] as string])
        return dbus.Message.newMethodReturn(message, 'u', [notifications.length])
      case 'GetCapabilities':
        return dbus.Message.newMethodReturn(message, 'as', [['body']])
      case 'GetServerInformation':
        return dbus.Message.newMethodReturn(message, 'ssss', ['panel', 'test', '1', '1.2'])
      default:
        return null
    }
  }

  function answer(message: Message): Message | null {
    if (message.path === '/org/freedesktop/Notifications') return answerNotification(message)
    if (message.path !== '/StatusNotifierWatcher') return null
    const [first, second] = message.body as string[]
    switch (message.member) {
      case 'RegisterStatusNotifierItem':
        items.push({ sender: message.sender!, path: first?.startsWith('/') ? first : '/StatusNotifierItem' })
        return dbus.Message.newMethodReturn(message, '', [])
      case 'Get':
        return dbus.Message.newMethodReturn(message, 'v', [property(second ?? '')])
      default:
        return null
    }
  }

  function property(name: string) {
    if (name === 'ProtocolVersion') return new dbus.Variant('i', 0)
    if (name === 'RegisteredStatusNotifierItems') return new dbus.Variant('as', [])
    return new dbus.Variant('b', true)
  }

  bus.on('error', () => {})
  await bus.requestName(notificationsName, 0)
  await bus.requestName(watcherName, 0)
  const onGone = (message: Message) => {
    if (message.member !== 'NameOwnerChanged') return
    const [name, , owner] = message.body as string[]
    const at = items.findIndex(({ sender }) => sender === name)
    if (at >= 0 && owner === '') items.splice(at, 1)
  }
  bus.on('message', onGone)
  await call(bus, 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [
    "type='signal',member='NameOwnerChanged'",
  ])

  async function menuPath(): Promise<{ sender: string; path: string }> {
    const item = items.at(-1)
    if (!item) throw new Error('No tray has registered')
    const body = await call(bus, item.sender, item.path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      'org.kde.StatusNotifierItem',
      'Menu',
    ])
    return { sender: item.sender, path: (body[0] as { value: string }).value }
  }

  async function menu(): Promise<readonly MenuEntry[]> {
    const { sender, path } = await menuPath()
    const body = await call(bus, sender, path, menuInterface, 'GetLayout', 'iias', [0, -1, []])
    return toEntry(body[1] as Layout).children
  }

  return {
    menu,
    async click(...labels) {
      const { sender, path } = await menuPath()
      let entries = await menu()
      let found: MenuEntry | undefined
      for (const label of labels) {
        found = entries.find((entry) => entry.label === label)
        if (!found) throw new Error(`No ${label} among ${entries.map((entry) => entry.label).join(', ')}`)
        entries = found.children
      }
      await call(bus, sender, path, menuInterface, 'Event', 'isvu', [
        found!.id,
        'clicked',
        new dbus.Variant('s', ''),
        0,
      ])
    },
    get items() {
      return items.length
    },
    notifications,
    async dispose() {
      await bus.releaseName(watcherName).catch(() => {})
      bus.disconnect()
    },
  }
}

type Layout = [id: number, properties: Record<string, { value: unknown }>, children: { value: Layout }[]]

/** In labels of this protocol an underscore marks a shortcut; two of them are one. */
function toEntry([id, properties, children]: Layout): MenuEntry {
  const label = String(properties.label?.value ?? '').replace(/_(.?)/g, '$1')
  const enabled = properties.enabled?.value !== false
  return { id, label, enabled, children: children.map((child) => toEntry(child.value)) }
}

async function call(
  bus: MessageBus,
  destination: string,
  path: string,
  interfaceName: string,
  member: string,
  signature: string,
  body: unknown[],
): Promise<unknown[]> {
  const message = new dbus.Message({ destination, path, interface: interfaceName, member, signature, body })
  const reply = await bus.call(message)
  return reply?.body ?? []
}
