import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemProgram } from '../../base/programs'
import { sentence } from '../../texts/sentence'
import { readKeeperRecord } from './keeper'
import { isPackaged } from './parts'
import { enginePaths } from './paths'
import { SaidError } from './problem'

/**
 * The root whose programs the engine may run for as long as it likes. It is the application's own, but for an AppImage: that
 * is mounted only while its window is open, so what the engine outlives it with is copied, once for each AppImage, to
 * `programs/` in SLIPWAY_HOME.
 * @param root the application's root
 * @param env APPIMAGE is the AppImage's path, as its runtime sets it
 * @throws an error of the file system
 */
export async function lastingRoot(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (!env.APPIMAGE || !isPackaged(root)) return root
  const { home, lock } = enginePaths(env)
  const { size, mtimeMs } = statSync(env.APPIMAGE)
  const name = `${size}-${Math.round(mtimeMs)}`
  const programs = join(home, 'programs')
  const folder = join(programs, name)
  if (!existsSync(folder)) {
    await copyWhole(dirname(root), folder)
    // What runs has started from the older ones, and starts again from there.
    if (!readKeeperRecord(lock)?.alive) removeOthers(programs, name)
  }
  return join(folder, 'app.asar')
}

/** Whole or not at all; whoever else copies at the same time copies the same. */
async function copyWhole(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  const part = `${to}.${randomUUID()}`
  try {
    // By a program of the system: to Electron's own functions app.asar is a folder.
    await run(systemProgram('cp') ?? 'cp', ['-R', '-p', from, part])
    if (!existsSync(to)) renameSync(part, to)
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

function removeOthers(programs: string, name: string): void {
  for (const other of readdirSync(programs)) {
    if (other !== name) rmSync(join(programs, other), { recursive: true, force: true })
  }
}

function run(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new SaidError(sentence('programs/uncopied', { why: complaint.trim() || program })))
    })
  })
}
