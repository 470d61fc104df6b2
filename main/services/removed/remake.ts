import { AppError } from '../../contract/errors'
import { advance, forget } from './advance'
import { conclude, type Return } from './comeBack'
import { copyIn, keepCopy, madeUpId } from './copy'
import { giveBack } from './giveBack'
import { find, type Ground } from './ground'
import { placeOf } from './place'
import { putIn } from './putIn'
import { type RemovalRecord, readRecord } from './record'
import { type Remaking, takeOut } from './takeOut'

export interface ToRemake {
  readonly id: string
  readonly image: string
  /** Whether it ran before it was stopped for this, and is to run again. */
  readonly ran: boolean
  /** What it has written until now is to lie in Removed as well. */
  readonly copied?: boolean
}

/** What became of one that was made anew, and what it was before. */
export interface Remake extends Return {
  readonly before: RemovalRecord
}

/**
 * Makes a container that has stopped anew with another configuration, and moves into it what it has written, its anonymous
 * volumes and its log. The old one goes into Removed for that, so that where the layer lies decides at any moment which of the
 * two there is.
 * @throws AppError what the engine has against the new one; the old one is then back, and runs if it ran
 */
export async function remake(ground: Ground, one: ToRemake, remaking: Remaking): Promise<Remake> {
  const { id } = one
  try {
    const next = await takeOut(ground, { ...one, remaking })
    await advance(ground, id)
    const before = readRecord(placeOf(ground.root, id), id).record!
    if (one.copied) await keepAsBefore(ground, before)
    const problems = await putIn(ground, next)
    await advance(ground, id)
    return { ...(await conclude(ground, id, problems)), before }
  } catch (thrown) {
    await settle(ground, id)
      .catch(() => giveBack(ground, id))
      .catch(() => {})
    throw thrown
  }
}

async function keepAsBefore(ground: Ground, before: RemovalRecord): Promise<void> {
  const { layer, volume, files } = placeOf(ground.root, before.id)
  const record = { ...before, id: madeUpId(), intent: 'copy' } as const
  try {
    await copyIn(ground, record, { layer, volume, files, of: null })
    await keepCopy(ground, record)
  } catch (thrown) {
    // Half a copy takes up room on a disk that may be full.
    await settle(ground, record.id).catch(() => {})
    throw thrown
  }
}

/**
 * Makes one anew as it was before it was made anew last: what it has written since comes along.
 * @param before as `remake` said it
 */
export const asBefore = ({ name, image, imageId, inspection, networks }: RemovalRecord): Remaking => {
  return (own) => {
    const record = { ...own, name, image, imageId, inspection, networks }
    return { next: record, fallback: record }
  }
}

/**
 * Finishes or undoes what was cut off. What had been taken out to be made anew comes back as it was, as long as its layer is in
 * no other; once it is, the new one is what there is, and stays unless the engine refuses to start it.
 */
export async function settle(ground: Ground, id: string): Promise<void> {
  const { record } = readRecord(placeOf(ground.root, id), id)
  const standing = await advance(ground, id)
  const isRemade = record?.intent === 'recreate'
  if (standing === 'back') {
    const { refusal, successor } = await conclude(ground, id)
    if (isRemade && refusal) await remake(ground, { ...record, id: successor }, asBefore(record))
  } else if (isRemade && standing === 'removed') {
    await putIn(ground, record)
    await advance(ground, id)
    await conclude(ground, id)
  } else if (isRemade && standing === 'gone' && record.ran) await startAgain(ground, record)
  // A copy that nothing came of yet, and that nobody has missed.
  else if (record?.intent === 'copy' && standing === 'removed') await forget(ground, record)
}

/** It had been stopped for this, and nothing was done. */
async function startAgain({ api, ...ground }: Ground, { id, name: object }: RemovalRecord): Promise<void> {
  if ((await find({ api, ...ground }, id)) === null) return
  await api.containers.start(id, { object }).catch((thrown) => {
    if (/^(engine-unreachable|timeout)$/.test(AppError.from(thrown).code)) throw thrown
  })
}
