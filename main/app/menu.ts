/// <reference types="electron-vite/node" />

import { Menu, type MenuItemConstructorOptions } from 'electron'
import { said } from '../texts/sentence'

/** The menu is hidden until Alt is pressed; it is there for its shortcuts. */
export function setMenu(actions: { quit(): void; about(): void }): void {
  const development: MenuItemConstructorOptions[] = import.meta.env.DEV
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: said('menu/application'),
        submenu: [
          { label: said('menu/about'), click: actions.about },
          { type: 'separator' },
          { label: said('menu/quit'), accelerator: 'CommandOrControl+Q', click: actions.quit },
        ],
      },
      {
        label: said('menu/edit'),
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
        label: said('menu/view'),
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
