import { shallowRef } from 'vue'

/** A kind of object that Slipway does not know: what a list of it costs. */
export interface Ship {
  readonly id: string
  readonly name: string
  readonly state: 'afloat' | 'docked'
  readonly yard: string
  readonly cargo: number
  readonly builtAt: number
}

const day = 24 * 60 * 60 * 1000
const names = ['Anna', 'Berta', 'Clara', 'Dora', 'Emma', 'Frieda']
export const ships = shallowRef<readonly Ship[]>(
  names.map((name, index) => ({
    id: `ship-${index}`,
    name,
    state: index % 2 === 0 ? 'afloat' : 'docked',
    yard: index < 2 ? 'North' : index < 4 ? 'South' : '',
    cargo: (index + 1) * 40_000_000,
    builtAt: Date.now() - (index * 4 + 1) * day,
  })),
)

const change = (id: string, state: Ship['state']) => {
  ships.value = ships.value.map((ship) => (ship.id === id ? { ...ship, state } : ship))
}
export async function launch({ id, name }: Ship): Promise<void> {
  if (name === 'Dora') throw new Error('Dora has a leak')
  change(id, 'afloat')
}
export async function dock({ id }: Ship): Promise<void> {
  change(id, 'docked')
}
