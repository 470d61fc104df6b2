import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WalkedEngine } from '../../main/layers/layerwalk'

/** Words that start a program where the files of an engine's layers can be read. */
export function programsInside({ mode, run }: Pick<WalkedEngine, 'mode' | 'run'>): string[] {
  if (mode === 'rootful') return []
  const pid = readFileSync(join(run, 'rootlesskit/child_pid'), 'utf8').trim()
  return ['nsenter', '--preserve-credentials', '-U', '-m', '-t', pid]
}
