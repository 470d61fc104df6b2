import { type BrowserWindow, Notification } from 'electron'
import type { News } from '../contract/app'
import type { SettingsStore } from '../services/settings/store'
import { type Sentence, said, say } from '../texts/sentence'
import { visible } from './label'
import type { Notices } from './notices'
import { ask } from './question'

/** Something to be said to a person who may not be looking at the window. */
export interface DesktopNews extends News {
  /** The page of the window that it is about. */
  readonly path?: string
}

export interface NotifierOptions {
  readonly settings: SettingsStore
  readonly notices: Notices
  window(): BrowserWindow | null
  /** Shows the window, at a page of it where one is given. */
  show(path?: string): void
}

/**
 * Says news in a notification of the desktop. Where the library for those is missing, the desktop shows none, or the
 * person wants none, it is said in the window if they are at it; else a failure is said in a dialog, and the rest waits in
 * the window's list of activities.
 */
export function createNotifier({
  settings,
  notices,
  window,
  show,
}: NotifierOptions): (news: DesktopNews) => void {
  /** What nobody holds is forgotten by Electron, with what a press on it does. */
  const shown = new Set<Notification>()

  function sayOtherwise({ title, text, failed }: News): void {
    const buttons = [said('dialog/close')]
    if (window()?.isFocused()) notices.push({ kind: 'news', title, text, failed })
    else if (failed) void ask(window(), { type: 'error', message: say(title), detail: textOf(text), buttons })
  }

  return (news) => {
    if (!settings.state.values.notices || !Notification.isSupported()) return sayOtherwise(news)
    const notification = new Notification({ title: say(news.title), body: textOf(news.text) })
    shown.add(notification)
    notification.on('failed', () => {
      shown.delete(notification)
      sayOtherwise(news)
    })
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => show(news.path))
    notification.show()
  }
}

const textOf = (text: Sentence | null) => (text ? visible(say(text), 300) : '')
