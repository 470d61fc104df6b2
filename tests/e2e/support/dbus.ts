import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from '@playwright/test'
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
  /** Of one of several that exclude each other; null for all others. */
  readonly chosen: boolean | null
  /** A PNG; null without a picture. */
  readonly picture: Uint8Array | null
  readonly children: readonly MenuEntry[]
}

/** Pixels of an item, in rows from the top, each as alpha, red, green and blue. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** A desktop's panel: it shows trays, and here reads and clicks their menus. */
export interface Panel {
  /** The menu of the one item that registered. */
  menu(): Promise<readonly MenuEntry[]>
  /** Chooses the entry that these labels lead to. */
  click(...labels: readonly string[]): Promise<void>
  /** Unfolds the entry that these labels lead to. */
  unfold(...labels: readonly string[]): Promise<void>
  /** The item's own picture; null when it names a file instead. */
  picture(): Promise<Picture | null>
  /** How many items are shown. */
  readonly items: number
  /** The notifications that were shown, each as its title and text. */
  readonly notifications: readonly (readonly [title: string, text: string])[]
  dispose(): Promise<void>
}

const watcherName = 'org.kde.StatusNotifierWatcher'
const notificationsName = 'org.freedesktop.Notifications'
const menuInterface = 'com.canonical.dbusmenu'

/**
 * Owns the name that applications register their trays with, as KDE and GNOME's extension do.
 * @param shows whether it shows notifications, too
 */
export async function startPanel(address: string, shows = { notifications: true }): Promise<Panel> {
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
  if (shows.notifications) await bus.requestName(notificationsName, 0)
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

  function shownItem(): { sender: string; path: string } {
    const item = items.at(-1)
    if (!item) throw new Error('No tray has registered')
    return item
  }

  async function propertyOf(name: string): Promise<unknown> {
    const { sender, path } = shownItem()
    const words = ['org.kde.StatusNotifierItem', name]
    const body = await call(bus, sender, path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', words)
    return (body[0] as { value: unknown }).value
  }

  const menuPath = async () => ({ sender: shownItem().sender, path: (await propertyOf('Menu')) as string })

  async function menu(): Promise<readonly MenuEntry[]> {
    const { sender, path } = await menuPath()
    const body = await call(bus, sender, path, menuInterface, 'GetLayout', 'iias', [0, -1, []])
    return toEntry(body[1] as Layout).children
  }

  /** The id of an entry, once the menu has it: it follows what happens a moment later. */
  async function find(labels: readonly string[]): Promise<number> {
    let id = 0
    await expect(async () => {
      let entries = await menu()
      for (const label of labels) {
        const found = entries.find((entry) => entry.label === label)
        if (!found) throw new Error(`No ${label} among ${entries.map((entry) => entry.label).join(', ')}`)
        id = found.id
        entries = found.children
      }
    }).toPass({ timeout: 60_000 })
    return id
  }

  return {
    menu,
    async click(...labels) {
      const { sender, path } = await menuPath()
      const clicked = [await find(labels), 'clicked', new dbus.Variant('s', ''), 0]
      await call(bus, sender, path, menuInterface, 'Event', 'isvu', clicked)
    },
    async unfold(...labels) {
      const { sender, path } = await menuPath()
      await call(bus, sender, path, menuInterface, 'AboutToShow', 'i', [await find(labels)])
    },
    async picture() {
      const [first] = (await propertyOf('IconPixmap')) as [
        width: number,
        height: number,
        pixels: Uint8Array,
      ][]
      return first ? { width: first[0], height: first[1], pixels: first[2] } : null
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
  const chosen = properties['toggle-type']?.value === 'radio' ? properties['toggle-state']?.value === 1 : null
  const picture = (properties['icon-data']?.value as Uint8Array | undefined) ?? null
  return { id, label, enabled, chosen, picture, children: children.map((child) => toEntry(child.value)) }
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
