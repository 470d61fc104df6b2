import { AppError } from '../../contract/errors'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import { type Sentence, sentence } from '../../texts/sentence'
import { advance, forget } from './advance'
import { joined } from './body'
import type { Ground } from './ground'
import { placeOf } from './place'
import { putIn } from './putIn'
import { type RemovalRecord, readRecord } from './record'

/** How a removed container came back. */
export interface Return {
  /** Its id of before. */
  readonly id: string
  readonly successor: string
  /** What it is called now. */
  readonly name: string
  /** What is not as it was, and why it does not run though it did. */
  readonly problems: readonly Sentence[]
  /** Why the engine did not start it; null where it did, or was not asked to. */
  readonly refusal: AppError | null
}

/**
 * Brings removed containers back: all are whole before the first of them is started, each after those that it stands on.
 * @returns each that is back, or why it is not
 */
export async function comeBack(
  ground: Ground,
  records: readonly RemovalRecord[],
): Promise<(Return | { readonly id: string; readonly error: AppError })[]> {
  const results = new Map<string, Return | { readonly id: string; readonly error: AppError }>()
  const ordered = inOrder(records)
  const back: { record: RemovalRecord; problems: Sentence[] }[] = []
  for (const record of ordered) {
    try {
      const problems = await putIn(ground, record)
      await advance(ground, record.id)
      back.push({ record, problems })
    } catch (thrown) {
      results.set(record.id, { id: record.id, error: AppError.from(thrown) })
      // What was made for it and has nothing in it yet goes again, where the engine still answers.
      await advance(ground, record.id).catch(() => {})
    }
  }
  for (const { record, problems } of back) {
    results.set(record.id, await conclude(ground, record.id, problems))
  }
  return records.map(({ id }) => results.get(id)!)
}

/** Starts one that is back and ran before, where nothing is in its way, and forgets that it was ever removed. */
export async function conclude(
  ground: Ground,
  id: string,
  problems: readonly Sentence[] = [],
): Promise<Return> {
  const { api, root, pass } = ground
  const record = readRecord(placeOf(root, id), id).record!
  const { id: successor, name: wanted = record.name } = record.successor!
  const inspection = await api.containers.inspect(successor, { object: record.name })
  const name = nameOfInspected(inspection)
  const found = [...problems]
  let refusal: AppError | null = null
  if (name !== wanted) found.push(sentence('return/name', { object: wanted, name }))
  if (record.ran && found.length === 0 && inspection.State.Status === 'created') {
    try {
      await api.containers.start(successor, { object: name })
      await pass('started', id)
    } catch (thrown) {
      refusal = AppError.from(thrown)
      const { code, message } = refusal
      if (code === 'engine-unreachable' || code === 'timeout') throw thrown
      found.push(sentence('return/not-started', { object: name, reason: message }))
    }
  }
  await forget(ground, record)
  return { id, successor, name, problems: found, refusal }
}

/** Whoever stands on another comes after it. */
export function inOrder(records: readonly RemovalRecord[]): RemovalRecord[] {
  const ordered = new Set<RemovalRecord>()
  const find = (idOrName: string) =>
    records.find(({ id }) => id === idOrName) ?? records.find(({ name }) => name === idOrName)
  function place(record: RemovalRecord, above: ReadonlySet<RemovalRecord>) {
    if (ordered.has(record) || above.has(record)) return
    for (const one of joined(record.inspection)) {
      const below = find(one)
      if (below) place(below, new Set([...above, record]))
    }
    ordered.add(record)
  }
  for (const record of [...records].sort((a, b) => b.removedAt - a.removedAt)) place(record, new Set())
  return [...ordered]
}
