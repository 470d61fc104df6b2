import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import type { TerminalSize } from '../../../main/contract/terminals'
import { matchColours, onThemeChange, terminalTheme } from './theme'

/** What is seen of a terminal, which stays when the shell behind it has gone. */
export interface Screen {
  /** Resolves once it has been taken in: whoever waits for that is as fast as the window. */
  write(data: Uint8Array | string): Promise<void>
  /** Takes the room that its element has; null while that is hidden. */
  fit(): TerminalSize | null
  focus(): void
  /** Types a text as if it was pasted. */
  paste(text: string): void
  selection(): string
  search(text: string, backwards: boolean): void
  endSearch(): void
  dispose(): void
}

interface Events {
  typed(text: string): void
  /** A selection with the mouse has ended. */
  selected(text: string): void
  /** An https address was clicked. */
  link(url: string): void
  matches(found: { index: number; count: number }): void
  /** False: the key is not the terminal's, but the window's. */
  key(event: KeyboardEvent): boolean
}

/** Lines above the screen that are kept. */
const scrollback = 10_000
/** Addresses in the text: others than https are not opened from here. */
const addresses = /https:\/\/[^\s"'<>()[\]{}|\\^`]+[^\s"'<>()[\]{}|\\^`.,:;!?]/
/** What a program may have left behind: the other screen, the mouse, hidden cursor, quoted pastes, its keys. */
const afresh = '\x1b[!p\x1b[?1049l\x1b[?1000;1002;1003;1006;2004l\x1b[?25h\x1b[0m\r\n'

/** @param name the accessible name of what is typed into */
export function createScreen(element: HTMLElement, name: string, events: Events): Screen {
  // Titles and what OSC 52 would write to the clipboard are heard by nobody; windows are not moved for a program.
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: '"JetBrains Mono Variable", monospace',
    fontSize: 12.5,
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    scrollback,
    theme: terminalTheme(),
    linkHandler: {
      allowNonHttpProtocols: false,
      activate: (_event, url) => url.startsWith('https://') && events.link(url),
    },
  })
  const fitting = new FitAddon()
  const searching = new SearchAddon()
  terminal.loadAddon(fitting)
  terminal.loadAddon(searching)
  terminal.loadAddon(new WebLinksAddon((_event, url) => events.link(url), { urlRegex: addresses }))
  terminal.open(element)
  terminal.textarea?.setAttribute('aria-label', name)
  terminal.textarea?.setAttribute('data-takes-focus', '')
  terminal.onData(events.typed)
  terminal.attachCustomKeyEventHandler(events.key)
  searching.onDidChangeResults(({ resultIndex, resultCount }) =>
    events.matches({ index: resultIndex, count: resultCount }),
  )
  const release = () => terminal.hasSelection() && events.selected(terminal.getSelection())
  element.addEventListener('mouseup', release)
  const endTheme = onThemeChange(() => {
    terminal.options.theme = terminalTheme()
  })

  return {
    write: (data) => new Promise((resolve) => terminal.write(data, resolve)),
    fit() {
      if (!element.checkVisibility() || element.clientHeight < 20) return null
      fitting.fit()
      return { columns: terminal.cols, rows: terminal.rows }
    },
    focus: () => terminal.focus(),
    paste: (text) => terminal.paste(text),
    selection: () => terminal.getSelection(),
    search(text, backwards) {
      const options = { decorations: matchColours(), incremental: !backwards }
      if (backwards) searching.findPrevious(text, options)
      else searching.findNext(text, options)
    },
    endSearch: () => searching.clearDecorations(),
    dispose() {
      endTheme()
      element.removeEventListener('mouseup', release)
      terminal.dispose()
    },
  }
}

/** What stands between two shells on one screen. */
export const between = (text: string) => `${afresh}\x1b[2m${text}\x1b[0m\r\n`
