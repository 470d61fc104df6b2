import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { OpenedImage } from '../../main/contract/layers'
import type { ContainerSnapshot } from '../../main/contract/snapshots'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { formatDateTime } from '../ui/text/times'

type Named = Pick<ContainerSnapshot, 'name' | 'why' | 'takenAt'>

/** By the name that somebody gave it, else when it was taken. */
export const snapshotName = ({ name, takenAt }: Named): string =>
  name === null ? formatDateTime(takenAt) : visibleText(name)

export const snapshotOf = (container: string, snapshot: Named): string =>
  t('snapshotName.of', { name: visibleText(container), snapshot: snapshotName(snapshot) })

/** What is opened in Layers: an image, a container, or that as a snapshot has it. */
export const openedName = ({ name, snapshot }: Pick<OpenedImage, 'name' | 'snapshot'>): string =>
  snapshot ? snapshotOf(name, snapshot) : visibleText(name)

/** Snapshots that were seen in this window, by what they are called with their container, for whoever names one by its id. */
export const useKnownSnapshots = defineStore('knownSnapshots', () => {
  const names = shallowRef<ReadonlyMap<string, string>>(new Map())
  /** Of one container, by its name of before too: those that are not there any more are forgotten. */
  const own = new Map<string, readonly string[]>()
  return {
    names,
    put(id: string, container: string, snapshots: readonly ContainerSnapshot[]) {
      const gone = new Set(own.get(id))
      const others = [...names.value].filter(([each]) => !gone.has(each))
      own.set(
        id,
        snapshots.map((each) => each.id),
      )
      names.value = new Map([
        ...others,
        ...snapshots.map((each) => [each.id, snapshotOf(container, each)] as const),
      ])
    },
  }
})
