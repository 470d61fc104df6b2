import { shallowRef, watch } from 'vue'
import { api } from '../../../data/api'
import { type Owners, readNames } from './fileText'

/**
 * What the image that is open calls its users and groups, out of its own files as they are at the top; null until they are read.
 * @param handle null while nothing is to be read
 */
export function useOwners(handle: () => string | null) {
  const owners = shallowRef<Owners | null>(null)
  watch(
    handle,
    async (open) => {
      if (open === null) return
      const [users, groups] = await Promise.all([namesOf(open, 'etc/passwd'), namesOf(open, 'etc/group')])
      if (handle() === open) owners.value = { users, groups }
    },
    { immediate: true },
  )
  return owners
}

async function namesOf(handle: string, path: string): Promise<ReadonlyMap<number, string>> {
  try {
    const { after } = await api.layers.difference({ handle, path })
    if (after?.kind !== 'file') return new Map()
    const { text } = await api.layers.preview({ handle, layer: after.layer, path })
    return readNames(text ?? '')
  } catch {
    // Many images have no such file. Whatever else is wrong, owners have their numbers.
    return new Map()
  }
}
