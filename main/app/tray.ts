import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, Tray } from 'electron'
import type { ConnectionColour } from '../contract/connections'
import type { Services } from '../contract/contract'
import type { Engine } from '../engine/owned/lifecycle'
import { said } from '../texts/sentence'
import type { Log } from './log'
import { watchOwner } from './sessionBus'
import { type TrayAction, type TrayItem, trayMenu } from './trayMenu'
import { type Bitmap, disc, withDisc } from './trayPictures'
import { followTray, isElsewhere } from './trayView'

export interface TrayOptions {
  readonly icon: string
  readonly services: Pick<Services, 'connections' | 'containers'>
  readonly engine: Pick<Engine, 'state' | 'onState'>
  readonly log: Log
  act(action: TrayAction): void
  /** Told whether the desktop shows a tray: at first and at each change. */
  onHost(present: boolean): void
}

export interface AppTray {
  /** Null until the session bus has answered. */
  readonly host: boolean | null
  dispose(): void
}

/**
 * Keeps the tray's icon and menu. Without an owner of org.kde.StatusNotifierWatcher nobody would show it, so it is
 * made when one appears, and anew when the desktop's panel was restarted.
 */
export function createTray({ icon, services, engine, log, act, onHost }: TrayOptions): AppTray {
  let host: boolean | null = null
  let shown: { dispose(): void } | null = null
  const stopWatching = watchOwner('org.kde.StatusNotifierWatcher', process.env, (present) => {
    host = present
    shown?.dispose()
    shown = present ? showTray() : null
    onHost(present)
  })

  function showTray(): { dispose(): void } {
    const plain = nativeImage.createFromPath(icon)
    const tray = new Tray(plain)
    tray.setToolTip(said('app/name'))
    tray.on('click', () => act({ do: 'show' }))
    let mark: ConnectionColour | null = null
    let built = ''
    const following = followTray(services, engine, log, (view) => {
      const wanted = isElsewhere(view.active) ? view.active.colour : null
      if (wanted !== mark) tray.setImage(wanted ? marked(plain, wanted) : plain)
      mark = wanted
      const items = trayMenu(view)
      const text = JSON.stringify(items)
      if (text === built) return
      built = text
      const menu = Menu.buildFromTemplate(items.map(toTemplate))
      // It shows at once what was found last; whether there are others by now is looked up meanwhile.
      menu.getMenuItemById('connections')?.submenu?.on('menu-will-show', following.lookUp)
      tray.setContextMenu(menu)
    })

    function toTemplate(item: TrayItem): MenuItemConstructorOptions {
      if (item === 'separator') return { type: 'separator' }
      const { id, label, colour, action, items, chosen } = item
      const click = () => {
        if (chosen !== undefined) {
          // The desktop has moved the mark by now, but whether the choice succeeds is not known yet.
          built = ''
          following.again()
        }
        if (action) act(action)
      }
      return {
        label,
        enabled: Boolean(action ?? items),
        ...(id && { id }),
        ...(colour && { icon: toImage(disc(colour)) }),
        ...(items ? { submenu: items.map(toTemplate) } : { click }),
        ...(chosen !== undefined && { type: 'radio', checked: chosen }),
      }
    }

    return {
      dispose() {
        following.stop()
        tray.destroy()
      },
    }
  }

  return {
    get host() {
      return host
    },
    dispose() {
      stopWatching()
      shown?.dispose()
      shown = null
    },
  }
}

function marked(plain: NativeImage, colour: ConnectionColour): NativeImage {
  return toImage(withDisc({ ...plain.getSize(), pixels: plain.toBitmap() }, colour))
}

function toImage({ pixels, width, height }: Bitmap): NativeImage {
  return nativeImage.createFromBitmap(pixels, { width, height })
}
