import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineLog } from '../../contract/engine'
import { shellWord } from '../../shared/shellWords'
import { type Sentence, sentence } from '../../texts/sentence'
import { isWholeBolt } from './boltFile'
import { engineDriver } from './daemonConfig'
import { identityPlaces, readIdentity } from './identity'
import { logTail } from './ownLog'
import type { EnginePaths } from './paths'
import { type Problem, setAside } from './problem'

/** What a file of the engine holds, and so what is gone without it. */
type Holding = 'volumes' | 'networks' | 'tags' | 'containerd' | 'builds'

interface EngineFile {
  readonly holds: Holding
  /** Below the home. */
  readonly path: string
  isWhole(file: string): boolean
}

const builder = 'engine/data/buildkit'
/** Not cache.db: dockerd mends that one itself, but where it is cut, of which its stack tells. */
const builds = ['snapshots', 'containerdmeta', 'metadata_v2', 'history']

/** What dockerd and containerd end over when it is damaged. */
const files: readonly EngineFile[] = [
  { holds: 'volumes', path: 'engine/data/volumes/metadata.db', isWhole: isWholeBolt },
  { holds: 'networks', path: 'engine/data/network/files/local-kv.db', isWhole: isWholeBolt },
  { holds: 'tags', path: `engine/data/image/${engineDriver}/repositories.json`, isWhole: isWholeJson },
  {
    holds: 'containerd',
    path: 'engine/containerd/io.containerd.metadata.v1.bolt/meta.db',
    isWhole: isWholeBolt,
  },
  ...builds.map(
    (name): EngineFile => ({ holds: 'builds', path: `${builder}/${name}.db`, isWhole: isWholeBolt }),
  ),
]

/**
 * The first file of the engine's data that is damaged, before the engine ends over it five times, or makes an empty one in its
 * place and says nothing. Data that no engine was ever ready with is none of it: a start that was cut off leaves empty files.
 */
export function damageProblem(paths: EnginePaths): Problem | null {
  if (!readIdentity(identityPlaces(paths).inside)) return null
  const damaged = files.find((file) => !isWholeOrNone(file, join(paths.home, file.path)))
  return damaged ? problemOf(paths.home, damaged.holds, damaged.path) : null
}

function isWholeOrNone({ isWhole }: EngineFile, file: string): boolean {
  try {
    return isWhole(file)
  } catch {
    // It is not there, or cannot be read: its program says so in words.
    return true
  }
}

function isWholeJson(file: string): boolean {
  const text = readFileSync(file, 'utf8')
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** By which each program says over which file it ended: its own sentence, or where its stack leads. */
const words: readonly [EngineLog, Holding, RegExp][] = [
  ['dockerd', 'volumes', /volume store metadata database|docker\/volume\/service\.NewStore/],
  ['dockerd', 'networks', /libnet controller initialization: |libnetwork\/internal\/kvstore\/boltdb\.New/],
  ['dockerd', 'tags', /Couldn't create reference store repository: /],
  ['dockerd', 'builds', /error creating buildkit instance: |builder-next\.newController/],
  ['containerd', 'containerd', /containerd\/v2\/plugins\/metadata\.init/],
]
/** What is wrong with the file itself, and not with the disk or with a right: bbolt's words, Go's faults, encoding/json's. */
const isDamage =
  /invalid database|version mismatch|checksum error|^panic: |unexpected fault address|unexpected E(OF|nd of JSON)|invalid character/m
const starts = { dockerd: 'msg="Starting up"', containerd: 'msg="starting containerd"' }
/** Bytes of a log's end: a stack of all goroutines and what came before it. */
const stackSize = 512 << 10

/** Which file made the engine fail, for a reason that its keeper gives; null when none did, as far as can be told. */
export async function damageBehind(paths: EnginePaths, reason: Sentence | null): Promise<Problem | null> {
  return damageProblem(paths) ?? (reason?.code === 'keeper/gaveUp' ? damageSaid(paths) : null)
}

/** What a program ended over, by the last that it said. */
async function damageSaid(paths: EnginePaths): Promise<Problem | null> {
  for (const name of ['containerd', 'dockerd'] as const) {
    const holds = damageIn(name, await logTail(paths.log(name), stackSize).catch(() => ''))
    const file = holds && files.find((each) => each.holds === holds)
    if (file) return problemOf(paths.home, holds, holds === 'builds' ? builder : file.path)
  }
  return null
}

/** @param log of that program, up to its end */
export function damageIn(name: 'dockerd' | 'containerd', log: string): Holding | null {
  const last = log.slice(Math.max(0, log.lastIndexOf(starts[name])))
  if (!isDamage.test(last)) return null
  return words.find(([program, , pattern]) => program === name && pattern.test(last))?.[1] ?? null
}

/** As the keeper copied it before dockerd's last start (native/keeper/networks.cpp). */
const networksBefore = 'engine/networks.before'

/** The builder's files belong together: it begins anew without any of them. */
function problemOf(home: string, holds: Holding, path: string): Problem {
  const file = join(home, path)
  const aside = setAside(holds === 'builds' ? join(home, builder) : file, 'damaged')
  const before = join(home, networksBefore)
  if (holds === 'networks' && existsSync(before) && isWholeBolt(before)) {
    const advice = `${aside} && cp ${shellWord(before)} ${shellWord(file)}`
    return { reason: sentence('damage/networksKept', { file }), advice }
  }
  return { reason: sentence(`damage/${holds}`, { file }), advice: aside }
}
