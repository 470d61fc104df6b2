import './gallery.css'
import { type Component, createApp } from 'vue'
import ControlsSheet from './ControlsSheet.vue'
import DialogSheet from './DialogSheet.vue'
import ListsSheet from './ListsSheet.vue'
import SignsSheet from './SignsSheet.vue'

/** The address says which sheet is shown: `#signs`. */
const sheets: Readonly<Record<string, Component>> = {
  controls: ControlsSheet,
  signs: SignsSheet,
  lists: ListsSheet,
  dialogs: DialogSheet,
}
createApp(sheets[location.hash.slice(1)]!).mount('#app')
