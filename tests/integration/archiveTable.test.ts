import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { engineApi } from '../../main/engine/api/api'
import { enginePath } from '../../main/engine/api/enginePath'
import { openArchive } from '../../main/layers/archive/openArchive'
import { readArchive } from '../../main/layers/reader/readArchive'
import { loadImage } from '../../main/services/images/load'
import { craftedArchive, craftedImages } from '../support/craftedImages'
import { describedArchives } from '../support/describedArchives'
import { docker, root } from '../support/engine'
import { type HostileArchive, hostileArchives, hostileLayers } from '../support/hostileArchives'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { readerHere } from '../support/readerHere'
import { collect } from '../support/streams'

// What the engine itself, Load and Layers make of each archive, side by side. All of it is left in artefacts/archives.txt.

let engine: ConnectedEngine
let folder: string
let path: string
const table: string[][] = [['archive', 'engine', 'Load', 'Layers']]

beforeAll(async () => {
  engine = await startImageEngine()
  folder = await mkdtemp(join(tmpdir(), 'slipway-table-'))
  path = join(folder, 'archive.tar')
})
afterEach(empty)
afterAll(async () => {
  await engine?.stop()
  if (folder) await rm(folder, { recursive: true })
  const rows = table.map((row) => row.map((cell) => (cell.length > 50 ? `${cell.slice(0, 49)}…` : cell)))
  const widths = table[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join(' | ')
      .trimEnd(),
  )
  mkdirSync(join(root, 'artefacts'), { recursive: true })
  writeFileSync(join(root, 'artefacts/archives.txt'), `${lines.join('\n')}\n`)
})

const images = () => engineApi(engine.connection).images

async function empty() {
  for (const { Id } of await images().list())
    await engine.connection.request({
      method: 'DELETE',
      path: enginePath`/images/${Id}`,
      query: { force: true },
      object: Id,
    })
}

/** The images that the engine has, by their labels, each with its names. */
async function held() {
  const all = []
  for (const { Id } of await images().list()) {
    const { Config, RepoTags } = await images().inspect(Id)
    all.push({ label: Config?.Labels?.is ?? 'unlabelled', tags: [...(RepoTags ?? [])].sort() })
  }
  return all.sort((a, b) => ([a.label, ...a.tags].join(' ') < [b.label, ...b.tags].join(' ') ? -1 : 1))
}

async function inWords(): Promise<string> {
  const all = await held()
  return all.map(({ label, tags }) => [label, tags.join(',')].filter(Boolean).join(' ')).join(' + ')
}

async function refused(why: string): Promise<string> {
  const left = await inWords()
  return [why, left && `but ${left}`].filter(Boolean).join(', ')
}

async function byEngine(): Promise<string> {
  const said = await docker(engine, 'load', '--input', path).catch(() => null)
  return said === null ? refused('no') : inWords()
}

async function byLoad(): Promise<string> {
  const loader = { engine: engineApi(engine.connection), reader: readerHere }
  try {
    const items = await collect(loadImage(loader, path, new AbortController().signal))
    const told = items.at(-1)!.done!.tags
    expect([...told].sort(), 'what is told is what is there').toEqual(
      (await held()).flatMap(({ tags }) => tags).sort(),
    )
    return await inWords()
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    expect(thrown.code).toBe('archive-invalid')
    return refused(`no ${reasonOf(thrown)}`.trim())
  }
}

async function byLayers(): Promise<string> {
  const source = { from: 'path', path } as const
  const options = { signal: new AbortController().signal, report: () => {} }
  const archive = await openArchive(path).catch((thrown) => thrown as AppError)
  if (archive instanceof AppError) return `no ${reasonOf(archive)}`
  await archive.close()
  const labels = new Map(
    archive.images.map(({ id, config }) => [id, config.config?.Labels.is ?? 'unlabelled']),
  )
  try {
    const read = await readArchive({ source, object: 'archive.tar', image: null }, options)
    const absent = read.layers.filter((layer) => layer.absent).length
    const over = read.layers.flatMap(({ overLink }) => overLink ?? [])
    return read.images
      .map(({ id, tags, label }) => {
        const isChosen = id === read.id
        const notes = [
          label,
          isChosen && absent > 0 && `${absent} absent`,
          isChosen && over[0] && `over ${over[0]}`,
        ]
        const told = notes.filter(Boolean).map((note) => `(${note})`)
        return [(isChosen ? '*' : '') + labels.get(id), [...tags].sort().join(','), ...told]
          .filter(Boolean)
          .join(' ')
      })
      .join(' + ')
  } catch (thrown) {
    return `no ${reasonOf(thrown as AppError)}`
  }
}

function reasonOf({ details }: AppError): string {
  const { reason } = details ?? {}
  return typeof reason === 'object' && 'code' in reason ? reason.code.replace('archive/', '') : ''
}

/** What the three make of it. Whatever the engine took is gone before the next looks. */
async function outcomes(name: string, bytes: Buffer) {
  await writeFile(path, bytes)
  const layers = await byLayers()
  const engine = await byEngine()
  await empty()
  const load = await byLoad()
  table.push([name, engine, load, layers])
  return { engine, load, layers }
}

describe('an archive', () => {
  it.each(describedArchives.map((each) => [each.name, each] as const))('%s', async (name, row) => {
    const { bytes, engine, load, layers } = row
    expect(await outcomes(name, bytes())).toEqual({ engine, load, layers })
  })

  it.each(Object.entries(craftedImages))(
    'of layers as other builders write them: %s',
    async (name, layers) => {
      const taken = 'unlabelled crafted:1'
      expect(await outcomes(name, craftedArchive('crafted:1', layers))).toEqual({
        engine: taken,
        load: taken,
        layers: `*${taken}`,
      })
    },
  )
})

describe('a hostile archive', () => {
  // These are a minute of work for the engine, which takes them, and say nothing else of it.
  const endless = [
    'entries that imply far more directories',
    'a path deeper than any',
    'a history of nothing, millions of times',
    'settings without end',
    'one history of many images',
    'one long word of many images',
    // Of these two it makes thousands of files: they are sound but for limits that other tests lower.
    'more entries than are believed',
    'links that fill memory',
  ]
  const all: readonly HostileArchive[] = [...hostileArchives, ...hostileLayers].filter(
    ({ name }) => !endless.includes(name),
  )
  it.each(all.map((each) => [each.name, each] as const))('%s', async (name, { bytes, limits }) => {
    const { engine, load, layers } = await outcomes(name, bytes())
    // Limits that are lowered for a test are not reached here.
    if (!limits) expect(layers).toMatch(/^no /)
    // The engine takes it, and nothing out of it.
    if (engine === '') return expect(load).toBe('no bad-layout/images')
    // What it is worth the engine says. Load only adds why, as Layers does, of what is seen before any layer is read.
    expect(load.replace(/^no [a-z]\S*[a-zA-Z]/, 'no')).toBe(engine)
    const isSeen = hostileArchives.some((each) => each.name === name)
    if (isSeen && engine === 'no') expect(load).toBe(layers)
  })
})
