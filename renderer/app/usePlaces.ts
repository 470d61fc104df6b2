import { useRouter } from 'vue-router'
import { buildsPlace } from '../data/buildsRoute'
import { useContainers } from '../data/containers'
import { useImages } from '../data/images'
import { readSubject } from '../data/layersRoute'
import { useVolumes } from '../data/volumes'
import { isReturn, kept } from '../ui/kept'
import type { SectionName } from './router'

interface List {
  readonly snapshot: { readonly at: number } | null
  readonly staleSince: number | null
}

interface Place {
  readonly name?: unknown
  readonly params: Readonly<Record<string, string | readonly string[]>>
}

/** Where one was in each section, and whether what was looked at there still exists. */
export function usePlaces() {
  const router = useRouter()
  const place = (section: string) => kept<string | null>(`place.${section}`, null)
  router.afterEach((to) => {
    if (typeof to.name === 'string') place(to.name).value = to.fullPath
  })

  /** A list that is not read, or no longer live, knows of nothing that it is gone. */
  const has = (list: List, found: boolean) =>
    found || (list.snapshot?.at ?? 0) === 0 || list.staleSince !== null
  const hasContainer = (id: string) => has(useContainers(), useContainers().byId.has(id))
  const hasImage = (id: string) => has(useImages(), useImages().byId.has(id))
  function hasLayers(id: string): boolean {
    const subject = readSubject(id)
    if (subject?.kind === 'container') return hasContainer(subject.id)
    return subject?.kind === 'image' && id.startsWith('sha256:') ? hasImage(id) : true
  }
  function isThere({ name, params }: Place): boolean {
    const id = String(params.id ?? '')
    if (id === '') return true
    if (name === 'containers') return hasContainer(id)
    if (name === 'images') return id === buildsPlace || hasImage(id)
    if (name === 'volumes') return has(useVolumes(), useVolumes().byName.has(id))
    return name === 'layers' ? hasLayers(id) : true
  }

  // Back leads to the list rather than to the details of what was removed since, or is of another engine.
  let isBack = false
  let isGoing = false
  router.options.history.listen(() => {
    isBack = true
  })
  router.beforeEach((to) => {
    const wasBack = isBack
    isReturn.value = isBack || isGoing
    isBack = false
    isGoing = false
    return !wasBack || isThere(to) || { name: to.name!, replace: true }
  })

  return {
    /** Goes back to where one was in a section; the one that one is in begins anew. */
    go(section: SectionName) {
      const before = place(section).value
      const isHere = router.currentRoute.value.name === section
      isGoing = before !== null && !isHere && isThere(router.resolve(before))
      void router.push(isGoing ? before! : { name: section })
    },
  }
}
