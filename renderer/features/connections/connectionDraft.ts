import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { useConnections } from '../../data/connections'
import { emptyConnectionForm, freeColour } from './form'

/** What was typed of a connection that is not added yet: a dialog that is closed does not lose it. */
export const useConnectionDraft = defineStore('connectionDraft', () => {
  const connections = useConnections()
  const form = reactive(emptyConnectionForm())
  /** What the form has until the person picks another. */
  let proposed = form.colour

  watch(
    () => connections.list,
    (list) => {
      if (!list) return
      const free = freeColour(list.connections)
      if (form.colour === proposed) form.colour = free
      proposed = free
    },
    { immediate: true, flush: 'sync' },
  )
  return { form, clear: () => void Object.assign(form, emptyConnectionForm(proposed)) }
})
