let region: HTMLElement | undefined

/** Says what was done to those who do not see it; one place for all of the window, for a table may hold nothing but rows. */
export function announce(text: string): void {
  if (!region?.isConnected) {
    region = document.createElement('div')
    region.setAttribute('aria-live', 'polite')
    region.className = 'sr-only'
    document.body.append(region)
  }
  region.textContent = text
}
