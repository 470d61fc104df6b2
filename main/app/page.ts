/// <reference types="electron-vite/node" />
import { origin, startPage } from './protocol'

/** Where the page comes from. Only a development build looks at electron-vite's server, for hot replacement. */
export const page =
  import.meta.env.DEV && process.env.ELECTRON_RENDERER_URL
    ? {
        address: process.env.ELECTRON_RENDERER_URL,
        origin: new URL(process.env.ELECTRON_RENDERER_URL).origin,
      }
    : { address: startPage, origin }
