import type { RunRequest } from '../../contract/containers'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { RemakeNews } from '../../contract/recreate'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { shortId } from '../../shared/digest'
import type { Return } from '../removed/comeBack'
import type { Keeping } from '../removed/keeping'
import { removedFolder } from '../removed/place'
import type { RemovalRecord } from '../removed/record'
import { asBefore } from '../removed/remake'
import type { Removals } from '../removed/removals'
import { asAnother } from './clone'
import { changedIn, type EditImages, edited } from './edited'
import { following } from './following'
import type { LeftAlone } from './leftAlone'
import { carried, cloneName, planOf, requestOf } from './plan'
import { tryOut } from './trial'
import { createUndos } from './undos'

interface Dependencies {
  readonly removals: Removals
  engine(): EngineApi
  keeping(): Keeping
  /** Stops one by its own stop time. */
  stop(id: string): Promise<void>
  /** Says of a port that is busy who has it. */
  tellHolder(thrown: unknown, engine: EngineApi): Promise<AppError>
  /** Called while one still is as it was, before it is edited, and waited for. Never fails. */
  before?(id: string): Promise<void>
  /** Something is in Removed, or is not any more. */
  changed(): void
  /** Takes one over that whoever began it does not follow any more. */
  leftAlone?(work: LeftAlone): void
}

type Tell = (news: RemakeNews) => void
const runs = /^(running|restarting|paused)$/
/** What changes while the container stays; all else needs a new one. */
const inPlace: ReadonlySet<keyof RunRequest> = new Set(['name', 'restartPolicy'])

/** Changing containers that exist, and making others like them. */
export function createRecreate({
  removals,
  engine: active,
  keeping,
  stop,
  tellHolder,
  before: beforeEdit = async () => {},
  changed,
  leftAlone = () => {},
}: Dependencies): Services['recreate'] {
  const undos = () => createUndos(removedFolder(keeping().home))

  async function edit(id: string, asked: RunRequest, keep: boolean, tell: Tell): Promise<RemakeNews> {
    const engine = active()
    const inspection = await engine.containers.inspect(id)
    const own = await requestOf(engine, inspection)
    const request = { ...asked, name: asked.name || own.name }
    const different = changedIn(own, request)
    const object = own.name
    if (different.every((field) => inPlace.has(field))) {
      await changeInPlace(engine, inspection, own, request)
      return { done: { id: inspection.Id, name: request.name, problems: [], canUndo: false } }
    }
    if (carried(inspection, keeping()) !== 'kept') throw new AppError('unsupported/recreate', { object })
    await expectFree(engine, request.name, inspection.Id)
    const images = await imagesOf(engine, inspection, own, request)
    // What is copied into Removed is kept by that.
    if (!keep) await beforeEdit(inspection.Id)
    return make(inspection, tell, keep, (record) => ({
      next: edited(record, own, request, images),
      fallback: record,
    }))
  }

  /** Stops it, makes it anew and looks whether it is well; where it is not, it becomes what it was. */
  async function make(
    inspection: InspectedContainer,
    tell: Tell,
    copied: boolean,
    remaking: Parameters<Removals['remake']>[1],
  ): Promise<RemakeNews> {
    const engine = active()
    const id = inspection.Id
    const object = nameOfInspected(inspection)
    const ran = runs.test(inspection.State.Status)
    const image = inspection.Config.Image
    if (ran) tell({ step: 'stopping', id })
    if (inspection.State.Status === 'paused') await engine.containers.unpause(id, { object })
    if (ran) await stop(id)
    tell({ step: copied ? 'copying' : 'recreating', id })
    let made: Awaited<ReturnType<Removals['remake']>>
    /** What it is until then, whatever it is to be where it is cut off. */
    let before: RemovalRecord | undefined
    try {
      made = await removals.remake({ id, image, ran, copied }, (own) => {
        before = own
        return remaking(own)
      })
    } catch (thrown) {
      const now = removals.idNow(id)
      // What was never taken out only has to be started.
      if (ran && now === id) await engine.containers.start(id, { object }).catch(() => {})
      undos().move(id, now)
      return { back: { id: now, error: AppError.from(thrown).toData() } }
    } finally {
      changed()
    }
    // Before it is looked at: whoever is cut off meanwhile can take it back.
    const canUndo = undos().keep(made.successor, before ?? made.before)
    const problem = await problemOf(engine, made, tell, ran)
    if (problem) {
      tell({ step: 'returning', id: made.successor })
      const runsNow = runs.test((await engine.containers.inspect(made.successor)).State.Status)
      if (runsNow) await stop(made.successor)
      const back = await removals.remake({ id: made.successor, image, ran }, asBefore(before ?? made.before))
      changed()
      undos().drop(made.successor)
      undos().move(id, back.successor)
      return { back: { id: back.successor, error: problem.toData() } }
    }
    const all = await engine.containers.list({ all: true }).catch(() => null)
    if (all) undos().prune((one) => all.some(({ Id }) => Id === one))
    const { successor, name, problems } = made
    return { done: { id: successor, name, problems, canUndo } }
  }

  async function problemOf(
    engine: EngineApi,
    { successor, name, refusal, problems }: Return,
    tell: Tell,
    ran: boolean,
  ): Promise<AppError | null> {
    if (refusal) return tellHolder(refusal, engine)
    if (!ran || problems.length > 0) return null
    tell({ step: 'trying', id: successor })
    const reason = await tryOut(engine, successor, name)
    return reason && new AppError('engine-failed/recreate', { reason, object: name })
  }

  async function undo(id: string, tell: Tell): Promise<RemakeNews> {
    const inspection = await active().containers.inspect(id)
    const record = undos().of(inspection.Id)
    if (!record) throw new AppError('not-found/edit', { object: nameOfInspected(inspection) })
    return make(inspection, tell, false, asBefore(record))
  }

  async function clone(id: string, asked: RunRequest, tell: Tell): Promise<RemakeNews> {
    const engine = active()
    const inspection = await engine.containers.inspect(id)
    const object = nameOfInspected(inspection)
    if (carried(inspection, keeping()) !== 'kept') throw new AppError('unsupported/clone', { object })
    const own = await requestOf(engine, inspection)
    const request = { ...asked, name: asked.name || (await cloneName(engine, own.name)) }
    await expectFree(engine, request.name, null)
    const images = await imagesOf(engine, inspection, own, request)
    tell({ step: 'copying', id })
    const starts = runs.test(inspection.State.Status)
    try {
      const made = await removals.clone(
        { id: inspection.Id, image: inspection.Config.Image, starts },
        (record) => edited(asAnother(record), own, request, images),
      )
      const { successor, name, problems } = made
      return { done: { id: successor, name, problems, canUndo: false } }
    } catch (thrown) {
      throw await tellHolder(thrown, engine)
    } finally {
      changed()
    }
  }

  return {
    plan: async ({ id, clone: isClone }) => {
      const engine = active()
      const inspection = await engine.containers.inspect(id)
      const canUndo = !isClone && keeping().owned && undos().of(inspection.Id) !== null
      return { ...(await planOf(engine, inspection, keeping(), isClone)), canUndo }
    },
    edit: ({ id, request, keep }, signal) =>
      following(
        (tell) => edit(id, request, keep, tell),
        signal,
        (news) => leftAlone({ kind: 'edit', name: request.name, news }),
      ),
    undo: ({ id }, signal) =>
      following(
        (tell) => undo(id, tell),
        signal,
        (news) => leftAlone({ kind: 'edit', name: shortId(id), news }),
      ),
    clone: ({ id, request }, signal) =>
      following(
        (tell) => clone(id, request, tell),
        signal,
        (news) => leftAlone({ kind: 'clone', name: request.name, news }),
      ),
  }
}

async function changeInPlace(
  engine: EngineApi,
  { Id, HostConfig }: InspectedContainer,
  own: RunRequest,
  { name, restartPolicy }: RunRequest,
): Promise<void> {
  const object = own.name
  if (restartPolicy !== own.restartPolicy)
    await engine.containers.update(Id, { RestartPolicy: { Name: restartPolicy } }, { object })
  if (name === own.name) return
  try {
    await engine.containers.rename(Id, name, { object })
  } catch (thrown) {
    // All of it, or nothing.
    const RestartPolicy = HostConfig.RestartPolicy ?? { Name: own.restartPolicy }
    await engine.containers.update(Id, { RestartPolicy }, { object }).catch(() => {})
    throw thrown
  }
}

/** @throws AppError `name-taken` where another one than `id` is called that */
async function expectFree(engine: EngineApi, name: string, id: string | null): Promise<void> {
  const found = (await engine.containers.list({ all: true })).find(({ Names }) => Names?.includes(`/${name}`))
  if (found && found.Id !== id) throw new AppError('name-taken/name', { name, object: name })
}

/** @throws AppError `image-unknown` where one of them is not here */
async function imagesOf(
  engine: EngineApi,
  inspection: InspectedContainer,
  before: RunRequest,
  { image }: RunRequest,
): Promise<EditImages> {
  const inspect = async (reference: string, missing: AppError) => {
    try {
      return await engine.images.inspect(reference)
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      throw code === 'not-found' || code === 'image-unknown' ? missing : thrown
    }
  }
  const about = { object: before.name, image: before.image }
  const own = await inspect(inspection.Image, new AppError('image-unknown/removed', about))
  if (image === before.image) return { own: own.Config, next: null }
  const next = await inspect(image, new AppError('image-unknown', { object: image }))
  return { own: own.Config, next: { id: next.Id, config: next.Config } }
}
