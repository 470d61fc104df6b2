import { useBulk } from '../../../renderer/data/bulk'
import { objectCommands } from '../../../renderer/data/command'
import type { Action } from '../../../renderer/ui/list/action'
import { dock, launch, type Ship, ships } from './ships'

export function useShipActions() {
  const { progress, run } = useBulk()
  const forAll = (label: string, act: (ship: Ship) => Promise<void>) => (chosen: readonly Ship[]) =>
    run(
      label,
      chosen,
      { name: ({ name }) => name, run: act },
      (failed, of) => `${label} failed for ${failed} of ${of} ships`,
    )
  const actions: readonly Action<Ship>[] = [
    {
      id: 'launch',
      label: 'Launch',
      key: 'a',
      when: ({ state }) => state === 'docked',
      inRow: () => true,
      inBar: true,
      run: launch,
      bulk: forAll('Launch', launch),
    },
    {
      id: 'dock',
      label: 'Dock',
      key: 'Delete',
      when: ({ state }) => state === 'afloat',
      reason: ({ name }) => (name === 'Emma' ? 'Emma is too long for the dock.' : null),
      run: dock,
      bulk: forAll('Dock', dock),
    },
  ]
  return { actions, progress }
}

export function useShipCommands() {
  return objectCommands<Ship>({
    actions: useShipActions().actions,
    kind: 'ship',
    title: 'Ships',
    name: ({ name }) => name,
    id: ({ id }) => id,
    items: () => ships.value,
    byId: (id) => ships.value.find((ship) => ship.id === id),
    open() {},
  })
}
