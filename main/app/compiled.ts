import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** What Node itself does with a module's text, as far as it is replaced here (node:internal/modules/cjs/loader). */
interface Loader {
  _compile(this: NodeJS.Module, text: string, file: string): unknown
}

const sumLength = 32
const suffix = '.compiled'

/**
 * Keeps what V8 made of main's files, in a folder of ours: compiling is a third of the time that loading them takes, and the
 * window waits for it. V8 takes it only from the same version with the same flags; a sum tells what is damaged, and the
 * names of the files, which the build gives them by their content, tell what is of another build.
 * @param from the folder whose files are kept so
 * @returns writes down what was compiled in this run; later, when functions that ran once are in it too
 */
export function useCompiled(folder: string, from: string): () => void {
  const loader = Module.prototype as unknown as Loader
  const usual = loader._compile
  /** By name; whether it was compiled here. */
  const scripts = new Map<string, { readonly script: Script; readonly isNew: boolean }>()

  loader._compile = function compile(text, file) {
    if (dirname(file) !== from) return usual.call(this, text, file)
    const name = basename(file) + suffix
    const cachedData = readKept(join(folder, name))
    const script = new Script(Module.wrap(text), { filename: file, cachedData })
    scripts.set(name, { script, isNew: !cachedData || script.cachedDataRejected === true })
    const run = script.runInThisContext() as (...given: unknown[]) => unknown
    return run.call(this.exports, this.exports, this.require.bind(this), this, file, dirname(file))
  }

  return () => {
    loader._compile = usual
    const found = [...scripts].filter(([, { isNew }]) => isNew)
    if (found.length === 0) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const [name, { script }] of found) writeKept(join(folder, name), script.createCachedData())
    for (const name of readdirSync(folder)) {
      if (!scripts.has(name)) rmSync(join(folder, name), { force: true, recursive: true })
    }
  }
}

const sumOf = (data: Buffer) => createHash('sha256').update(data).digest()

/** What was kept under a name; undefined where there is nothing, or it is not what was written. */
function readKept(path: string): Buffer | undefined {
  try {
    const whole = readFileSync(path)
    const data = whole.subarray(sumLength)
    return sumOf(data).equals(whole.subarray(0, sumLength)) ? data : undefined
  } catch {
    return undefined
  }
}

/** By a rename: a start that comes meanwhile finds all of it or what was before. */
function writeKept(path: string, data: Buffer): void {
  const written = `${path}.${process.pid}`
  writeFileSync(written, Buffer.concat([sumOf(data), data]), { mode: 0o600 })
  renameSync(written, path)
}
