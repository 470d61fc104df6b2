import './styles/window.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'

performance.mark('modules ran')
// One turn of the loop, in which what has come from main meanwhile is taken in.
setTimeout(() => {
  createApp(App).use(createPinia()).use(router).mount('#app')
  performance.mark('mounted')
})
