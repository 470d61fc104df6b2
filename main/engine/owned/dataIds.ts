import { ownerName, readText } from '../../base/users'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import { type Identity, identityPlaces, readIdentity } from './identity'
import type { EnginePaths } from './paths'
import { type Problem, setAside } from './problem'
import {
  formatRange,
  type IdKind,
  type IdLine,
  idFiles,
  idKinds,
  idLines,
  idsInUse,
  idsNeeded,
  overlap,
  ownLines,
  type SubordinateIds,
  sameIds,
} from './subordinateIds'

/** The ids that a data-root was made with; null when that was not written down. */
export function idsOfData(paths: EnginePaths): SubordinateIds | null {
  const { inside, outside } = identityPlaces(paths)
  const [mark, known] = [inside, outside].map(readIdentity) as (Identity | null | 'broken')[]
  return [mark, known].map((one) => (one === 'broken' ? null : one?.ids)).find(Boolean) ?? null
}

/**
 * Whether the data-root was made with ids that now stand for something else: the files of its containers would belong
 * to nobody, and they would fail in ways that nobody understands.
 */
export function idsProblem(paths: EnginePaths): Problem | null {
  const made = idsOfData(paths)
  const now = idsInUse(paths)
  if (!made || !now) return null
  const asRoot = process.geteuid?.() === 0
  if (isRoots(made) !== asRoot) return makerProblem(paths, made)
  // Whoever has too few is told so, and offered those of the data.
  if (idKinds.some((kind) => !now[kind].some(([, count]) => count >= idsNeeded))) return null
  const changed = idKinds.filter((kind) => !sameIds(made, now, [kind]))
  return changed.length > 0 ? changedProblem(paths, made, changed) : null
}

function changedProblem(paths: EnginePaths, made: SubordinateIds, kinds: readonly IdKind[]): Problem {
  const about = {
    data: paths.data,
    former: [...new Set(kinds.flatMap((kind) => made[kind].map(formatRange)))],
    files: kinds.map((kind) => idFiles[kind]),
    user: ownerName(),
  }
  const records = recordsOf(paths)
  const holder = holderOf(made)
  if (holder === null) {
    return { reason: sentence('data/ids', { ...about, records }), advice: giveBack(made, kinds) }
  }
  const advice = records.map((file) => setAside(file)).join(' && ')
  return { reason: sentence('data/idsHeld', { ...about, holder }), advice }
}

/**
 * Who else has any of these ids on this machine, users and groups included: what data from elsewhere says must not make
 * anybody root. Null when nobody has.
 */
export function holderOf(ids: SubordinateIds): string | null {
  for (const kind of idKinds) {
    const text = readText(idFiles[kind])
    const own = ownLines(text).map((line) => line.text)
    const others = idLines(text).filter((line) => !own.includes(line.text))
    const held = [...others, ...accounts(kind)].find((line) => taken(line, ids[kind]))
    if (held) return /^\d+$/.test(held.owner) ? ownerName(Number(held.owner)) : held.owner
  }
  return null
}

/** Users and groups: `root:x:0:...` (passwd(5), group(5)). */
function accounts(kind: IdKind): Pick<IdLine, 'owner' | 'range'>[] {
  const entries = readText(kind === 'uids' ? '/etc/passwd' : '/etc/group').split('\n')
  return entries.flatMap((entry) => {
    const [owner, , id] = entry.split(':')
    return owner && id ? [{ owner, range: [Number(id), 1] }] : []
  })
}

const isRoots = ({ uids }: SubordinateIds) => uids.length === 0

function makerProblem({ data, home }: EnginePaths, made: SubordinateIds): Problem {
  const reason = sentence(isRoots(made) ? 'data/ofRoot' : 'data/ofUser', { data })
  const { outside } = identityPlaces({ data, home })
  const aside = setAside(data, isRoots(made) ? 'rootful' : 'rootless')
  return { reason, advice: readIdentity(outside) ? `${aside} && ${setAside(outside)}` : aside }
}

/** Where something is written down about the data; without it, data is taken as it is. */
function recordsOf(paths: EnginePaths): string[] {
  const { outside, inside } = identityPlaces(paths)
  return [outside, inside].filter((place) => readIdentity(place) !== null)
}

/**
 * The command that puts ids at the head of the user's, for their order counts. Those of now stay behind them, for
 * something else may have been made with them, but for any that are among the former: none may be given twice.
 */
function giveBack(made: SubordinateIds, kinds: readonly IdKind[]): string {
  const scripts = new Map<string, string[]>()
  for (const kind of kinds) {
    const double = ownLines(readText(idFiles[kind])).filter((line) => taken(line, made[kind]))
    const script = [
      ...made[kind].map(([first, count]) => `1i ${ownerName()}:${first}:${count}`),
      ...double.map(({ text }) => `/^${text}$/d`),
    ]
    const command = script.map((one) => `-e ${shellWord(one)}`).join(' ')
    scripts.set(command, [...(scripts.get(command) ?? []), idFiles[kind]])
  }
  return [...scripts].map(([script, files]) => `sudo sed -i ${script} ${files.join(' ')}`).join(' && ')
}

const taken = ({ range }: Pick<IdLine, 'range'>, ids: SubordinateIds[IdKind]) =>
  ids.some((one) => overlap(one, range))
