import './page.css'
import { createPinia } from 'pinia'
import { createApp, h, ref } from 'vue'
import Toasts from '../../renderer/app/Toasts.vue'
import { setMemory } from '../../renderer/ui/remember'
import ShipsView from './ships/ShipsView.vue'
import { useShipCommands } from './ships/useShipActions'

/** Where the window has its settings. Counted, so that what is remembered is read again. */
const changed = ref(0)
setMemory({
  read: (key) =>
    changed.value < 0 ? undefined : (JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined),
  write: (key, value) => {
    localStorage.setItem(key, JSON.stringify(value))
    changed.value++
  },
})

const app = createApp({
  render: () => h('div', { class: 'flex h-full' }, [h(ShipsView), h(Toasts)]),
})
app.use(createPinia())
app.mount('#app')
// What the command palette would be given.
app.runWithContext(() => Object.assign(globalThis, { commands: useShipCommands() }))
