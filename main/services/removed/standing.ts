import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncDirectory, writeWhole } from '../../base/wholeFile'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import {
  copyLayer,
  copyStillLayers,
  eraseLayers,
  halfOf,
  type LayerCopy,
  thawLayer,
  type Watched,
} from '../../layers/layerMoves'
import { unlessGone } from '../unlessGone'
import type { Ground } from './ground'

/** Where is written down what stands still for a copy; each is there for as long as it does. */
export interface StandingMarks {
  /** Names of the processes that were stopped. */
  readonly still: string
  /** The id of the container that was paused. */
  readonly paused: string
}

interface Copying extends Watched {
  readonly inspection: InspectedContainer
  readonly copies: readonly LayerCopy[]
  readonly marks: StandingMarks
  /** It has just been paused. */
  paused?(): Promise<void>
}

/**
 * Copies directories of a container as they are at one moment: where it runs, nothing in it does while they are copied.
 * The engine pauses it where it has cgroups; else its processes are stopped.
 */
export async function copyStanding(ground: Pick<Ground, 'api' | 'walked'>, copying: Copying): Promise<void> {
  const { inspection, copies, marks, paused, signal, tell } = copying
  const { api, walked } = ground
  const object = nameOfInspected(inspection)
  const { Status, Pid } = inspection.State
  const copyAll = async () => {
    for (const { from, to } of copies) await copyLayer(walked, from, to, object, { signal, tell })
  }
  if (Status !== 'running' || !Pid) return copyAll()
  try {
    if (await canPause(ground)) {
      writeWhole(marks.paused, inspection.Id)
      await api.containers.pause(inspection.Id, { object })
      await paused?.()
      await copyAll()
    } else {
      await copyStillLayers(walked, { process: Pid, list: marks.still }, copies, object, { signal, tell })
      rmSync(marks.still, { force: true })
    }
  } catch (thrown) {
    // On a disk that it has filled, dockerd could not write down that the container goes on: it would be listed as paused.
    await eraseLayers(walked, copies.map(halfOf), object)
      // ext4 gives the room back only once its journal is written.
      .then(() => {
        for (const { to } of copies) syncDirectory(dirname(to))
      })
      // What the copy failed for says more.
      .catch(() => {})
    throw thrown
  } finally {
    await releaseContainer(ground, marks)
  }
}

async function canPause({ api }: Pick<Ground, 'api'>): Promise<boolean> {
  const { CgroupDriver } = await api.system.info()
  return CgroupDriver !== 'none' && CgroupDriver !== ''
}

/** Lets a container go on that stood still for a copy, whoever has brought it there. */
export async function releaseContainer(
  { api, walked }: Pick<Ground, 'api' | 'walked'>,
  { still, paused }: StandingMarks,
): Promise<void> {
  if (existsSync(still)) {
    await thawLayer(walked, still, still)
    rmSync(still, { force: true })
  }
  if (existsSync(paused)) {
    const id = readFileSync(paused, 'utf8')
    const container = await unlessGone(api.containers.inspect(id))
    if (container?.State.Status === 'paused') await unlessGone(api.containers.unpause(id))
    rmSync(paused, { force: true })
  }
}
