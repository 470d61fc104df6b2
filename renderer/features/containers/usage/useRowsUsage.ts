import { shallowRef } from 'vue'
import type { Container } from '../../../../main/contract/containers'
import { useContainers } from '../../../data/containers'
import type { Sight } from '../../../ui/list/kind'
import { useDebounced } from '../../../ui/useDebounced'
import { isFigure } from './history'
import { useLook } from './store'

/** In ms: rows that are only passed are not measured. */
const pause = 200

/** Whether it has processes that could use anything. */
export const isAlive = ({ state }: Container): boolean => state === 'running' || state === 'paused'

/** Looks at what the rows in sight use while a column shows that; where rows are ordered by it, at all of them. @param isShown whether the list is */
export function useRowsUsage(isShown: () => boolean) {
  const containers = useContainers()
  const sight = shallowRef<Sight<Container> | null>(null)

  useLook(() => {
    if (containers.stale || !sight.value || !isShown()) return null
    const { rows, columns, sorted } = sight.value
    if (!columns.some(isFigure)) return null
    const wanted = isFigure(sorted) ? containers.items : rows
    return { ids: wanted.filter(isAlive).map(({ id }) => id) }
  })

  return {
    see: useDebounced((now: Sight<Container>) => {
      sight.value = now
    }, pause),
  }
}
