import { Image, Layers, RotateCw, Waypoints, X } from '@lucide/vue'
import { useRouter } from 'vue-router'
import type { Build } from '../../../main/contract/builds'
import { useActivity } from '../../data/activity'
import { api } from '../../data/api'
import { buildsRoute } from '../../data/buildsRoute'
import { useConnections } from '../../data/connections'
import { pathRoute } from '../../data/layersRoute'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'

/** What a person can do with builds, in the list and in the details. */
export function useBuildActions(): readonly Action<Build>[] {
  const router = useRouter()
  const activity = useActivity()
  const connections = useConnections()
  const verb = (id: string) => ({ id, label: t(`builds.action.${id}`) })
  const isRunning = ({ state }: Build) => state === 'running'
  const hasImage = ({ image }: Build) => image !== null

  return [
    {
      ...verb('again'),
      icon: RotateCw,
      key: 'b',
      when: (build) => !isRunning(build),
      inRow: (build) => !isRunning(build),
      async run({ id }) {
        const session = connections.active?.session
        await router.push(buildsRoute(await activity.begin(api.builds.again({ id, session }))))
      },
    },
    {
      ...verb('image'),
      icon: Image,
      when: hasImage,
      run: ({ image }) => router.push({ name: 'images', params: { id: image! } }),
    },
    {
      ...verb('layers'),
      icon: Layers,
      key: 'l',
      when: hasImage,
      inRow: hasImage,
      run: ({ image }) => router.push({ name: 'layers', params: { id: image! } }),
    },
    {
      ...verb('path'),
      icon: Waypoints,
      key: 'w',
      when: hasImage,
      run: ({ image }) => router.push(pathRoute({ kind: 'image', id: image! })),
    },
    {
      ...verb('cancel'),
      icon: X,
      key: 'Delete',
      danger: true,
      when: isRunning,
      inRow: isRunning,
      run: ({ id }) => activity.cancel(id),
    },
  ]
}
