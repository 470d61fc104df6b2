import { onScopeDispose, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { AppError } from '../../../main/contract/errors'
import type { ContainerSnapshot, SnapshotList } from '../../../main/contract/snapshots'
import { api } from '../../data/api'
import { sentenceText } from '../../data/errorText'
import { comparison, subjectText } from '../../data/layersRoute'
import { notify, notifyError, notifyProblem } from '../../data/notify'
import { snapshotName, useKnownSnapshots } from '../../data/snapshots'
import { useStream } from '../../data/useStream'
import { t } from '../../ui/i18n'

/** The snapshots of one container, and what is done with them. */
export function useSnapshots(container: { readonly id: string; readonly name: string }) {
  const router = useRouter()
  const known = useKnownSnapshots()
  const list = shallowRef<SnapshotList | null>(null)
  const busy = shallowRef<string | null>(null)
  const { error } = useStream({
    open: () => api.snapshots.watch({ container: container.id }),
    item(value: SnapshotList) {
      list.value = value
      known.put(container.id, container.name, value.snapshots)
    },
    retry: true,
  })
  let isShown = true
  onScopeDispose(() => {
    isShown = false
  })

  /** @param id what is being worked on */
  async function during(id: string, work: () => Promise<void>): Promise<void> {
    if (busy.value !== null) return
    busy.value = id
    try {
      await work()
    } catch (thrown) {
      await notifyError(thrown)
    } finally {
      busy.value = null
    }
  }

  async function goBack(snapshot: ContainerSnapshot): Promise<void> {
    const { kept, problems } = await api.snapshots.goBack({ id: snapshot.id })
    const done = t('snapshots.wentBack', { name: container.name, snapshot: snapshotName(snapshot) })
    if (problems.length > 0) {
      const said = problems.map(sentenceText)
      return notifyProblem(new AppError('internal/several', { all: said }), done, said.join('\n'))
    }
    const undo = async () => {
      await api.snapshots.goBack({ id: kept })
    }
    await notify(done, { label: t('snapshots.undo'), run: undo })
  }

  /** @param other left out: the container as it is now */
  function compare(snapshot: ContainerSnapshot, other?: ContainerSnapshot): void {
    const now = subjectText({ kind: 'container', id: container.id })
    const a = subjectText({ kind: 'snapshot', id: (other ?? snapshot).id })
    const b = other ? subjectText({ kind: 'snapshot', id: snapshot.id }) : now
    if (isShown) void router.push({ name: 'layers', params: { id: comparison }, query: { a, b } })
  }

  return {
    list,
    error,
    busy,
    compare,
    goBack: (snapshot: ContainerSnapshot) => during(snapshot.id, () => goBack(snapshot)),
    remove: (snapshot: ContainerSnapshot) =>
      during(snapshot.id, () => api.snapshots.remove({ ids: [snapshot.id] })),
  }
}
