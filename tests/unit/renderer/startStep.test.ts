import { describe, expect, it } from 'vitest'
import type { EngineProcess, EngineState } from '../../../main/contract/engine'
import { startStep } from '../../../renderer/features/engine/startStep'

const running = (mode: EngineState['mode'], ...names: EngineProcess['name'][]) => ({
  mode,
  processes: names.map((name) => ({ name, pid: 1, since: 0, restarts: 0 })),
})

describe('what a starting engine waits for', () => {
  it('is each of its processes in turn', () => {
    expect(startStep(running('rootless'))).toBe('keeper')
    expect(startStep(running('rootless', 'keeper'))).toBe('rootlesskit')
    expect(startStep(running('rootless', 'keeper', 'rootlesskit'))).toBe('containerd')
    expect(startStep(running('rootless', 'keeper', 'rootlesskit', 'containerd'))).toBe('dockerd')
  })

  it('is dockerd once all of them run: it does not answer yet', () => {
    expect(startStep(running('rootless', 'keeper', 'rootlesskit', 'containerd', 'dockerd'))).toBe('dockerd')
  })

  it('knows no rootlesskit when the engine is rootful', () => {
    expect(startStep(running('rootful', 'keeper'))).toBe('containerd')
  })

  it('is the one that died in the middle', () => {
    expect(startStep(running('rootless', 'keeper', 'rootlesskit', 'dockerd'))).toBe('containerd')
  })
})
