import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ChosenArchive } from '../../../main/contract/layers'
import { api } from '../../data/api'

/** Archives that the person opened: main knows them by name for as long as it runs. */
export const useArchives = defineStore('archives', () => {
  const all = shallowRef<readonly ChosenArchive[]>([])

  return {
    all,
    /**
     * Asks for an archive, or for a directory of the OCI layout.
     * @returns null when the person chose none
     */
    async choose(directory: boolean): Promise<ChosenArchive | null> {
      const chosen = await api.layers.chooseArchive({ directory })
      if (chosen) all.value = [...all.value.filter(({ archive }) => archive !== chosen.archive), chosen]
      return chosen
    },
  }
})
