import type { RunRequest } from '../../contract/containers'
import type { EditPlan } from '../../contract/recreate'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { likenessOf } from '../containers/likeness'
import { composeIn } from '../containers/rows'
import { type Keeping, keepingOf } from '../removed/keeping'

/** What a container is run with, as Run asks for it: with its own name and its own ports. */
export async function requestOf(engine: EngineApi, inspection: InspectedContainer): Promise<RunRequest> {
  // Its ports are its own to have.
  const resting = { ...inspection, State: { ...inspection.State, Status: 'exited' } }
  return { ...(await likenessOf(engine, resting)), name: nameOfInspected(inspection) }
}

/** @param isClone for another one like it, which cannot have its name, nor its ports while it holds them */
export async function planOf(
  engine: EngineApi,
  inspection: InspectedContainer,
  keeping: Keeping,
  isClone: boolean,
): Promise<Omit<EditPlan, 'canUndo'>> {
  const request = await requestOf(engine, inspection)
  const free = isClone ? (await likenessOf(engine, inspection)).ports : request.ports
  const { project, service } = composeIn(inspection.Config.Labels ?? {})
  return {
    request: {
      ...request,
      ports: free,
      name: isClone ? await cloneName(engine, request.name) : request.name,
    },
    keeping: carried(inspection, keeping),
    project,
    service,
    portsLeft: request.ports.flatMap(({ hostPort }, at) =>
      hostPort !== null && free[at]?.hostPort === null ? [hostPort] : [],
    ),
  }
}

/** Whether what a container has written can come along: however many days anything is kept. */
export const carried = (inspection: InspectedContainer, keeping: Keeping) =>
  keepingOf(inspection, { ...keeping, days: 1 })

/** A name for another one like it, that nobody has. */
export async function cloneName(engine: EngineApi, name: string): Promise<string> {
  const taken = new Set((await engine.containers.list({ all: true })).flatMap(({ Names }) => Names ?? []))
  let free = `${name}-clone`
  for (let number = 2; taken.has(`/${free}`); number++) free = `${name}-clone-${number}`
  return free
}
