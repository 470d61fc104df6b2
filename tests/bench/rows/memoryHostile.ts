import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { heavyArchives, writeHeavy } from '../../support/heavyArchives'
import { hostileArchives, hostileLayers } from '../../support/hostileArchives'
import { type HostileReading, readByCommandLine, readInMain } from '../support/hostileReadings'
import { judge, type Measurement, type Row } from '../support/row'

/** Megabytes that no process may have had, and milliseconds for which nobody may be left without a word. */
const mostMemory = 600
const longestSilence = 10_000

/** The most memory that any hostile archive takes, of the command line and of main, and the longest that either is silent. */
export const memoryHostile: Row = {
  id: 'memory.hostile',
  async measure({ folder, note }) {
    const path = join(folder, 'archive')
    const found: { readonly name: string; readonly cli: HostileReading; readonly main: HostileReading }[] = []
    for (const { name, write } of archives()) {
      note(name)
      await write(path)
      found.push({ name, cli: await readByCommandLine(path, folder), main: await readInMain(path) })
      rmSync(path)
    }
    for (const each of found) console.log(line(each))
    const most = (of: (each: (typeof found)[number]) => number) => Math.max(...found.map(of))
    const memory = (id: string, value: number): Measurement => {
      const bar = `${mostMemory} MB`
      return judge({ id, value, unit: 'MB', yardstick: null, bar, meets: (mb) => mb <= mostMemory })
    }
    return [
      memory(
        'memory.hostile',
        most(({ cli }) => cli.peak),
      ),
      memory(
        'memory.hostile.main',
        most(({ main }) => main.peak),
      ),
      judge({
        id: 'memory.hostile.silence',
        value: most(({ cli, main }) => Math.max(cli.silence, main.silence)),
        unit: 'ms',
        yardstick: null,
        bar: 'never 10 s without progress or an answer',
        meets: (value) => value <= longestSilence,
      }),
    ]
  },
}

/** All that the tests have, under the limits that people have. */
function archives() {
  const heavy = heavyArchives.map((each) => ({
    name: each.name,
    write: (path: string) => writeHeavy(each, path),
  }))
  const small = [...hostileArchives, ...hostileLayers].map(({ name, bytes }) => ({
    name,
    write: async (path: string) => writeFileSync(path, bytes()),
  }))
  return [...heavy, ...small]
}

function line({ name, cli, main }: { name: string; cli: HostileReading; main: HostileReading }): string {
  const figures = [cli, main].map(
    ({ peak, silence }) => `${peak.toFixed(0).padStart(5)} MB ${(silence / 1000).toFixed(1).padStart(5)} s`,
  )
  const refused = /images: (.*?)\. Choose/.exec(main.refused ?? '')?.[1] ?? main.refused ?? 'read'
  return `  ${name.slice(0, 44).padEnd(44)} ${figures.join('  ')}  ${refused.slice(0, 60)}`
}
