import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'

export interface AppVersions {
  readonly slipway: string
  readonly electron: string
  readonly chrome: string
  readonly node: string
}
/** One part that Slipway is made of, with its licence. */
export interface Part {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly group: 'application' | 'engine'
}
export interface AppInfo {
  readonly versions: AppVersions
  readonly parts: readonly Part[]
  /** False where no tray can show: then closing the window minimises it. */
  readonly tray: boolean
}
/** What main asks of the window. */
export type Notice =
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'about' }
  | { readonly kind: 'no-tray' }
  | (News & { readonly kind: 'news' })

/** What would be a notification of the desktop, where that shows any. */
export interface News {
  readonly title: Sentence
  /** More about it, where there is more. */
  readonly text: Sentence | null
  readonly failed: boolean
}

export const app = {
  info: call().returns<AppInfo>(),
  notices: stream().emits<Notice>(),
  /** The licence text of an engine's part, as its package carries it. */
  licence: call(z.object({ name: z.string().max(100) })).returns<string>(),
  /** Whether Slipway opens when the person logs in. */
  openAtLogin: call().returns<boolean>(),
  setOpenAtLogin: call(z.object({ on: z.boolean() })).returns<void>(),
  /** Puts text on the clipboard. */
  copyText: call(z.object({ text: z.string().max(20_000_000) })).returns<void>(),
  /** Opens an https address in the person's browser, after showing its host. */
  openExternal: call(z.object({ url: z.string().max(2000) })).returns<void>(),
}
