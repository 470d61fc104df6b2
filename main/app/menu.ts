/// <reference types="electron-vite/node" />
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { texts } from './texts'

/** The menu is hidden until Alt is pressed; it is there for its shortcuts. */
export function setMenu(actions: { quit(): void; about(): void }): void {
  const development: MenuItemConstructorOptions[] = import.meta.env.DEV
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: texts.menu.application,
        submenu: [
          { label: texts.menu.about, click: actions.about },
          { type: 'separator' },
          { label: texts.menu.quit, accelerator: 'CommandOrControl+Q', click: actions.quit },
        ],
      },
      {
        label: texts.menu.edit,
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' },
        ],
      },
      {
        label: texts.menu.view,
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...development,
        ],
      },
    ]),
  )
}
