import { computed, onBeforeUnmount, onMounted, type Ref, ref, shallowRef } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { useContainers } from '../../data/containers'
import { copyText, notify, notifyError } from '../../data/notify'
import { t } from '../../ui/i18n'
import { formatBytes } from '../../ui/text/quantities'
import { mostPasted, type Pasted, readPaste } from './paste'
import { between, createScreen, type Screen } from './screen'
import { createShells } from './shells'
import type { TerminalOpening } from './tabs'

/** Keys that are the window's also where a shell would take them: another pane, the dock, the search. */
const windowKeys = /^(?:(?:Shift\+)?F6|Ctrl\+[jf])$/

/**
 * A terminal on an element: its screen, and the shells behind it, one after another.
 * @param opening what it was opened with; a container of the same name takes the place of one that was removed
 */
export function useTerminal(opening: TerminalOpening, element: Ref<HTMLElement | null>) {
  const containers = useContainers()
  const session = shallowRef(useConnections().active?.session)
  const screen = shallowRef<Screen | null>(null)
  const asked = shallowRef<Pasted | null>(null)
  const found = ref({ index: -1, count: 0 })
  const name = visibleText(opening.name)

  const shell = createShells(api.terminals, {
    write: async (data) => screen.value?.write(data),
    lacks: async (what) => screen.value?.write(`\x1b[2m${t(`terminals.lacks.${what}`, { name })}\x1b[0m\r\n`),
    passed: async (bytes) =>
      screen.value?.write(`\x1b[2m${t('terminals.passed', { bytes: formatBytes(bytes) })}\x1b[0m`),
  })
  const container = computed(
    () =>
      containers.byId.get(opening.id) ??
      containers.items.find((other) => other.name === opening.name) ??
      null,
  )
  const canOpen = computed(() => !containers.stale && container.value?.state === 'running')

  function open() {
    const size = screen.value?.fit() ?? { columns: 80, rows: 24 }
    const { kind, shell: program, user, directory } = opening
    const id = container.value?.id ?? opening.id
    shell.open({ id, kind, shell: program, user, directory, size, session: session.value })
  }
  async function openAgain() {
    if (!canOpen.value) return
    await screen.value?.write(between(t('terminals.between', { name })))
    open()
    screen.value?.focus()
  }

  function paste(event: ClipboardEvent) {
    event.preventDefault()
    event.stopPropagation()
    const pasted = readPaste(event.clipboardData?.getData('text/plain') ?? '')
    if (!pasted) return void notify(t('terminals.tooLong', { most: formatBytes(mostPasted) }))
    if (pasted.asks) asked.value = pasted
    else screen.value?.paste(pasted.text)
  }
  function answer(yes: boolean) {
    const pasted = asked.value
    asked.value = null
    if (yes && pasted) screen.value?.paste(pasted.text)
    screen.value?.focus()
  }

  function key(event: KeyboardEvent): boolean {
    const modifiers = `${event.ctrlKey ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}`
    const chord = `${modifiers}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`
    if (chord === 'Ctrl+Shift+c') {
      event.preventDefault()
      if (event.type === 'keydown') void copyText(screen.value?.selection() ?? '')
      return false
    }
    // The browser pastes by this key, which comes back as what is pasted.
    if (chord === 'Ctrl+Shift+v' || chord === 'Shift+Insert') return false
    return !windowKeys.test(chord)
  }

  const observer = new ResizeObserver(() => {
    const size = screen.value?.fit()
    if (size) shell.resize(size)
  })
  onMounted(() => {
    const place = element.value!
    screen.value = createScreen(place, t('terminals.of', { name }), {
      typed: shell.type,
      selected: (text) => void copyText(text),
      link: (url) => void api.app.openExternal({ url }).catch(notifyError),
      matches: (matches) => {
        found.value = matches
      },
      key,
    })
    place.addEventListener('paste', paste, { capture: true })
    observer.observe(place)
    open()
    // Menus and the palette give the focus back first.
    requestAnimationFrame(() => requestAnimationFrame(() => screen.value?.focus()))
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    void shell.close().then((stays) => (stays ? notify(t('terminals.stays', { name })) : undefined))
    screen.value?.dispose()
    screen.value = null
  })

  return { phase: shell.phase, container, canOpen, screen, asked, answer, found, openAgain, name }
}
