import { computed } from 'vue'
import { useRouter } from 'vue-router'
import type { Layered, Opened } from '../../../main/contract/layers'
import { imageName } from '../../../main/shared/imageReference'
import { visibleText } from '../../../main/shared/visibleText'
import { subjectText } from '../../data/layersRoute'

/** The images of an archive that holds several, as choices; choosing one opens it. */
export function usePlatforms(of: Layered, opened: () => Opened | null) {
  const router = useRouter()
  const platforms = computed(() =>
    (opened()?.images ?? []).map(({ id, tags, label, platform }) => ({
      value: id,
      label: visibleText([tags[0] ?? label ?? imageName({ id, tags }), platform].filter(Boolean).join(' · ')),
    })),
  )
  const platform = computed({
    get: () => opened()?.image.id ?? '',
    set: (image) => {
      if (of.kind !== 'archive') return
      void router.push({ name: 'layers', params: { id: subjectText({ ...of, image }) } })
    },
  })
  return { platforms, platform }
}
