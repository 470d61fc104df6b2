import type { Layered } from '../../../main/contract/layers'
import { subjectText } from '../../data/layersRoute'
import { forgetKept, isReturn, kept } from '../../ui/kept'

/**
 * How somebody looks at the layers of a subject. Whoever comes back finds all as they left it; whoever is led there sees it as
 * it is at first.
 */
export function useSubjectState(of: Layered) {
  const keep = `layers.${subjectText(of)}`
  if (!isReturn.value) forgetKept(`${keep}.`)
  return {
    /** Under which the rest of it is kept. */
    keep,
    tab: kept<'files' | 'treemap' | 'waste'>(`${keep}.tab`, 'files'),
    /** The path that was chosen. */
    path: kept<string | null>(`${keep}.path`, null),
    pathTab: kept<'history' | 'preview'>(`${keep}.pathTab`, 'history'),
  }
}
