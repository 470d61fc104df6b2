import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildOverhead } from './rows/buildOverhead'
import { channelBoth } from './rows/channelBoth'
import { engineCold } from './rows/engineCold'
import { engineRecover } from './rows/engineRecover'
import { idleCpu } from './rows/idleCpu'
import { layersArchive } from './rows/layersArchive'
import { layersCached } from './rows/layersCached'
import { layersFirst } from './rows/layersFirst'
import { list1000 } from './rows/list1000'
import { listLong } from './rows/listLong'
import { logFlood } from './rows/logFlood'
import { logMerge } from './rows/logMerge'
import { logNewest } from './rows/logNewest'
import { logRate } from './rows/logRate'
import { logSearch } from './rows/logSearch'
import { memoryHostile } from './rows/memoryHostile'
import { memoryIdle } from './rows/memoryIdle'
import { paletteLong } from './rows/paletteLong'
import { pullOverhead } from './rows/pullOverhead'
import { pushOverhead } from './rows/pushOverhead'
import { recreate } from './rows/recreate'
import { removeUndo } from './rows/removeUndo'
import { startList } from './rows/startList'
import { stats50 } from './rows/stats50'
import { terminalFlood } from './rows/terminalFlood'
import { windowHostile } from './rows/windowHostile'
import { readHere, readingWord } from './support/hostileReadings'
import type { Measurement, Row } from './support/row'
import { printHeading, printMeasurement } from './support/table'

const rows: readonly Row[] = [
  startList,
  memoryIdle,
  memoryHostile,
  windowHostile,
  engineCold,
  engineRecover,
  idleCpu,
  removeUndo,
  recreate,
  list1000,
  listLong,
  paletteLong,
  layersFirst,
  layersCached,
  layersArchive,
  stats50,
  channelBoth,
  terminalFlood,
  pushOverhead,
  pullOverhead,
  buildOverhead,
  logNewest,
  logSearch,
  logMerge,
  logRate,
  logFlood,
]

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
if (positionals[0] === readingWord) await readHere(positionals[1]!)
else process.exitCode = await main(positionals, values.json)

/** @returns the code to exit with: 0 when everything could be measured, whether or not the bars are met */
async function main(names: readonly string[], resultFile: string | undefined): Promise<number> {
  const unknown = names.filter((name) => !rows.some(({ id }) => id === name))
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(', ')}. There are: ${rows.map(({ id }) => id).join(', ')}.`,
    )
    return 2
  }
  const chosen = rows.filter(({ id, onlyWhenNamed }) =>
    names.length > 0 ? names.includes(id) : !onlyWhenNamed,
  )
  const measured: Measurement[] = []
  let failed = 0
  printHeading()
  for (const row of chosen) {
    try {
      const found = await measure(row)
      for (const measurement of found) printMeasurement(measurement)
      measured.push(...found)
    } catch (error) {
      console.error(`${row.id} could not be measured: ${(error as Error).stack}`)
      failed++
    }
  }
  if (resultFile) writeFileSync(resultFile, `${JSON.stringify(measured, null, 2)}\n`)
  return failed > 0 ? 1 : 0
}

/** A row's folder has a short path, for sockets lie in it. */
async function measure(row: Row): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sb-'))
  try {
    return await row.measure({ folder, note: (text) => console.error(`${row.id}: ${text}`) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
