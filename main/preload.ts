import { contextBridge, ipcRenderer, webFrame } from 'electron'

contextBridge.exposeInMainWorld('slipway', {
  call: (name: string, input: unknown) => ipcRenderer.invoke('slipway:call', name, input),
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
