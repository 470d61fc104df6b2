import { shallowRef } from 'vue'
import type { BuildProgress, StepOutput } from '../../../main/contract/builds'
import { api } from '../../data/api'
import { useStream } from '../../data/useStream'

/** All that is known of a build, live, with the newest output of each of its steps. */
export function useBuildSteps(id: () => number) {
  const progress = shallowRef<BuildProgress | null>(null)
  const outputs = shallowRef<ReadonlyMap<string, StepOutput>>(new Map())
  const { error } = useStream({
    key: id,
    open: (wanted: number) => api.builds.steps({ id: wanted }),
    item(next: BuildProgress) {
      progress.value = next
      if (next.outputs.length === 0) return
      outputs.value = new Map([
        ...outputs.value,
        ...next.outputs.map((output) => [output.step, output] as const),
      ])
    },
    retry: true,
  })
  return { progress, outputs, error }
}
