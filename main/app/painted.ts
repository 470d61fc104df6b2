import type { WebContents } from 'electron'

/** Resolves once the page says that its first list is painted. */
const waitForList = `new Promise((resolve) => {
  const root = document.documentElement
  if (root.dataset.ready === 'true') return resolve()
  const observer = new MutationObserver(() => {
    if (root.dataset.ready !== 'true') return
    observer.disconnect()
    resolve()
  })
  observer.observe(root, { attributes: true, attributeFilter: ['data-ready'] })
})`

/**
 * Resolves when the container list is painted for the first time, in whichever document of the window that is: a
 * page that is reloaded or killed is asked again.
 */
export function whenPainted(contents: WebContents): Promise<void> {
  return new Promise((resolve) => {
    const ask = () => {
      contents.executeJavaScript(waitForList).then(
        () => {
          contents.off('dom-ready', ask)
          resolve()
        },
        () => {},
      )
    }
    contents.on('dom-ready', ask)
    // On a busy machine the page may be there before anybody asks.
    ask()
  })
}
