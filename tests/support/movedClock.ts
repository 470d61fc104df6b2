import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { engineParts } from '../../main/engine/owned/parts'
import { root, temporaryHome } from './engine'

/** A wall clock of a test's own, which ends with the test. */
export interface MovedClock {
  /** What a keeper is started with, so that it goes by this clock; it starts nobody else with that. */
  readonly env: NodeJS.ProcessEnv
  /** The engine's programs, which go by this clock and so does what they start. */
  readonly bin: string
  /** Puts it that many seconds before (negative) or after the system's, for all who run already, too. */
  move(seconds: number): void
}

/** No program may change the system's clock for a test; these see another one instead: see movedClock.cpp. */
export function movedClock(): MovedClock {
  const folder = temporaryHome()
  const [by, library, bin] = [join(folder, 'by'), join(folder, 'clock.so'), join(folder, 'bin')]
  writeFileSync(by, Buffer.alloc(8))
  const source = join(import.meta.dirname, 'movedClock.cpp')
  const flags = ['-std=c++20', '-O2', '-shared', '-fPIC', '-fno-stack-protector', `-DMOVED_BY="${by}"`]
  execFileSync('g++', [...flags, '-o', library, source])

  mkdirSync(bin)
  const engine = engineParts(root).bin
  for (const name of readdirSync(engine)) {
    const [there, here] = [join(engine, name), join(bin, name)]
    const body = `#!/bin/sh\nLD_PRELOAD=${library} exec ${there} "$@"\n`
    if (['rootlesskit', 'containerd', 'dockerd'].includes(name)) writeFileSync(here, body, { mode: 0o755 })
    else symlinkSync(there, here)
  }

  // Written in place, for the programs have mapped this very file.
  const file = openSync(by, 'r+')
  onTestFinished(() => {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    env: { LD_PRELOAD: library },
    bin,
    move(seconds) {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(BigInt(seconds))
      writeSync(file, bytes, 0, bytes.length, 0)
    },
  }
}
