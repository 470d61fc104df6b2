import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { everyHostileArchive, judgeMemory, judgeSilence } from '../support/hostileAll'
import { type HostileReading, readByCommandLine, readInMain } from '../support/hostileReadings'
import type { Row } from '../support/row'

interface Found {
  readonly name: string
  readonly cli: HostileReading
  readonly main: HostileReading
}

/** The most memory that any hostile archive takes, of the command line and of main, and the longest that either is silent. */
export const memoryHostile: Row = {
  id: 'memory.hostile',
  async measure({ folder, note }) {
    const path = join(folder, 'archive')
    const found: Found[] = []
    for (const { name, write } of everyHostileArchive()) {
      note(name)
      await write(path)
      found.push({ name, cli: await readByCommandLine(path, folder), main: await readInMain(path) })
      rmSync(path)
    }
    for (const each of found) console.log(line(each))
    const most = (of: (each: Found) => number) => Math.max(...found.map(of))
    return [
      judgeMemory(
        'memory.hostile',
        most(({ cli }) => cli.peak),
      ),
      judgeMemory(
        'memory.hostile.main',
        most(({ main }) => main.peak),
      ),
      judgeSilence(
        'memory.hostile.silence',
        most(({ cli, main }) => Math.max(cli.silence, main.silence)),
      ),
    ]
  },
}

function line({ name, cli, main }: Found): string {
  const figures = [cli, main].map(
    ({ peak, silence }) => `${peak.toFixed(0).padStart(5)} MB ${(silence / 1000).toFixed(1).padStart(5)} s`,
  )
  const refused = /images: (.*?)\. Choose/.exec(main.refused ?? '')?.[1] ?? main.refused ?? 'read'
  return `  ${name.slice(0, 44).padEnd(44)} ${figures.join('  ')}  ${refused.slice(0, 60)}`
}
