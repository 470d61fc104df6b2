import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDocker } from './cli/docker'
import { runEngine } from './cli/engine'
import { UsageError, usage } from './cli/usage'
import { createEngine } from './engine/owned/lifecycle'
import { visibleText } from './shared/visibleText'

/** Where the command line finds the application. */
export interface CommandLineContext {
  /** The application's root, where native/ and package.json lie. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * Runs one command of the command line.
 * @returns its exit code: 0, 1 for an error, 2 for words that make no sense, 3 when the engine does not run;
 *   that of the docker command line for `slipway docker`
 */
export async function runCommand(words: readonly string[], context: CommandLineContext): Promise<number> {
  const [command, ...rest] = words
  try {
    if (command === 'docker')
      return await withEngine(context, (engine) => runDocker(engine, rest, context.env))
    if (command === 'engine') return await withEngine(context, (engine) => runEngine(engine, rest, context))
    if (command === 'layers') return await layers(rest, context)
    if (command === 'removed' || command === 'undo') return await removed(command, rest, context)
    if (command === 'welcome') return await welcome(rest, context)
    if (command === '--help' || command === '-h' || command === 'help') return print(usage)
    if (command === '--version' || command === '-v') return print(`Slipway ${versionOf(context.root)}\n`)
    throw new UsageError(command === undefined ? 'a command is missing' : `unknown command ${command}`)
  } catch (error) {
    const misused = error instanceof UsageError
    // Names come out of archives and engines, and a terminal does as it is told.
    const lines = (error as Error).message.split('\n').map(visibleText)
    process.stderr.write(`slipway: ${lines.join('\n')}\n${misused ? usage : ''}`)
    return misused ? 2 : 1
  }
}

/** Loaded only for this command: what reads archives and rules would slow down every other one. */
async function layers(words: readonly string[], context: CommandLineContext): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return print(usage)
  const { runLayers } = await import('./cli/layers')
  return withEngine(context, (engine) => runLayers(engine, words, context.root))
}

/** Likewise: few commands speak with the engine itself. */
async function welcome(words: readonly string[], context: CommandLineContext): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return print(usage)
  const { runWelcome } = await import('./cli/welcome')
  return withEngine(context, (engine) => runWelcome(engine, words, context.root))
}

async function removed(
  command: 'removed' | 'undo',
  words: readonly string[],
  context: CommandLineContext,
): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return print(usage)
  const { listRemoved, undo } = await import('./cli/removed')
  const run = command === 'undo' ? undo : listRemoved
  return withEngine(context, (engine) => run(engine, words, context.root))
}

async function withEngine(
  { root, env }: CommandLineContext,
  use: (engine: ReturnType<typeof createEngine>) => Promise<number>,
): Promise<number> {
  const engine = createEngine({ root, env })
  try {
    return await use(engine)
  } finally {
    engine.dispose()
  }
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
}
