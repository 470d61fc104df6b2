import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { kept } from '../../ui/kept'
import { type LayerChoice, rangeOf } from './layerRange'

/**
 * The layers that are looked at: the one that the address names (`?layer=`, from 0, the base), else the topmost, until the
 * person chooses others.
 * @param count how many layers there are; the choice is held within them
 * @param keep under which it is kept
 */
export function useLayerChoice(count: () => number, keep: string) {
  const route = useRoute()
  const picked = kept<LayerChoice | null>(`${keep}.layers`, null)

  const choice = computed<LayerChoice>({
    get() {
      const top = Math.max(0, count() - 1)
      const within = (layer: number) => Math.min(Math.max(0, layer), top)
      const named = Number.parseInt(String(route.query.layer ?? ''), 10)
      const start = Number.isInteger(named) ? named : top
      const { anchor, focus } = picked.value ?? { anchor: start, focus: start }
      return { anchor: within(anchor), focus: within(focus) }
    },
    set(next) {
      picked.value = next
    },
  })
  return {
    choice,
    range: computed(() => rangeOf(choice.value)),
    chooseLayer(layer: number) {
      choice.value = { anchor: layer, focus: layer }
    },
  }
}
