import { contextBridge, ipcRenderer, webFrame } from 'electron'

// What the first frame shows is on its way before the page can ask for it.
let first: string | null = null
void ipcRenderer.invoke('slipway:first').then((list: string | null) => {
  performance.mark('first list came')
  first = list
})

performance.mark('preload runs')
contextBridge.exposeInMainWorld('slipway', {
  call: (name: string, input: unknown) => ipcRenderer.invoke('slipway:call', name, input),
  /** The first list as JSON, if it has come; once. */
  takeFirst() {
    const taken = first
    first = null
    return taken
  },
})

// A port cannot cross contextBridge: it comes by a window message, and only from this very window.
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data?.type !== 'slipway:open') return
  ipcRenderer.postMessage('slipway:open', { name: event.data.name, input: event.data.input }, [
    ...event.ports,
  ])
})

// Main would not be asked: the window would be gone, and with it the application where there is no tray.
void webFrame.executeJavaScript('delete window.close')

/**
 * Gives back what is not in use: garbage, and what can be had again (decoded pictures, glyphs, code that ran once). V8 by
 * itself waits until as much again has been allocated, which a page that idles never does.
 */
const giveBack = () => webFrame.clearCache()

/** Milliseconds from the first list on: by then all that the start needed is of no more use. */
const startIsOver = 3_000
const watch = new MutationObserver(() => {
  watch.disconnect()
  setTimeout(() => requestIdleCallback(giveBack), startIsOver)
})
watch.observe(document, { subtree: true, attributeFilter: ['data-ready'] })
// The window that waits in the tray has as little as there may be.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') giveBack()
})
