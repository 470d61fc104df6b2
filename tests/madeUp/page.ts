import './page.css'
import { createPinia } from 'pinia'
import { createApp, h } from 'vue'
import Toasts from '../../renderer/app/Toasts.vue'
import ShipsView from './ships/ShipsView.vue'
import { useShipCommands } from './ships/useShipActions'

const app = createApp({
  render: () => h('div', { class: 'flex h-full' }, [h(ShipsView), h(Toasts)]),
})
app.use(createPinia())
app.mount('#app')
// What the command palette would be given.
app.runWithContext(() => Object.assign(globalThis, { commands: useShipCommands() }))
