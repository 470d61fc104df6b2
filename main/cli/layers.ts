import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Engine } from '../engine/owned/lifecycle'
import { measureLikeDive } from '../layers/analysis/dive'
import { checkRules, type Rules, readRules } from '../layers/analysis/diveRules'
import { visibleText } from '../shared/visibleText'
import { makeReport } from './layers/report'
import { createStatusLine } from './layers/statusLine'
import { isArchivePath, type ReportSubject, readArchiveSubject, readEngine } from './layers/subject'
import { describeReport } from './layers/table'
import { describeFailures, describeResults } from './layers/verdict'
import { UsageError } from './usage'

/**
 * `slipway layers NAME`: what the layers of an image, a container or an archive hold and waste; resolves to the exit code.
 * @param root the application's root
 */
export async function runLayers(engine: Engine, words: readonly string[], root: string): Promise<number> {
  const { name, json, ci, container } = readWords(words)
  const rules = ci === undefined ? null : await readRulesOf(ci)
  const subject = await read(engine, root, name, container)
  const line = createStatusLine(process.stderr, name)
  line.compare(0, 0)
  const figures = rules && measureLikeDive(subject.layers.map(({ index }) => index))
  const report = makeReport(subject, figures ?? undefined, line.compare)
  const results = rules && figures && checkRules(rules, figures)
  line.clear()
  if (json) await print(`${JSON.stringify(report, null, 2)}\n`)
  else {
    const table = describeReport(report, process.stdout.columns)
    await print(results ? `${table}\n${describeResults(results)}\n` : table)
  }
  const failed = results && describeFailures(results)
  if (!failed) return 0
  process.stderr.write(`slipway: ${visibleText(`${name} fails ${ci}: ${failed}`)}\n`)
  return 1
}

function readWords(words: readonly string[]) {
  const { values, positionals } = parse(words)
  const [name, extra] = positionals
  if (name === undefined) throw new UsageError('layers needs an image, a container or an archive')
  if (extra !== undefined) throw new UsageError(`layers does not take ${extra}`)
  return { name, ...values }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' }, ci: { type: 'string' }, container: { type: 'boolean' } },
      allowPositionals: true,
    })
  } catch (error) {
    // What Node adds is advice for programmers.
    throw new UsageError(`layers: ${(error as Error).message.split(/[.\n]/)[0]}`)
  }
}

async function readRulesOf(path: string): Promise<Rules> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new Error(`The rules ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
  return readRules(text, path)
}

async function read(engine: Engine, root: string, name: string, container?: boolean): Promise<ReportSubject> {
  const line = createStatusLine(process.stderr, name)
  const reading = { root, onProgress: line.show }
  const reads =
    container || !isArchivePath(name)
      ? readEngine(engine, name, container ? 'container' : undefined, reading)
      : readArchiveSubject(name, reading)
  const subject = await reads.finally(line.clear)
  const { among, image, notes } = subject
  const chosen = among > 1 ? [`${name} holds ${among} images; this is ${image.tags[0] ?? image.id}`] : []
  for (const note of [...chosen, ...notes.map((note) => `${name}: ${note}`)]) {
    process.stderr.write(`slipway: ${visibleText(note)}\n`)
  }
  return subject
}

/** Resolves once it is written; whoever reads it may leave before its end, as `head` does. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once('error', () => {})
    process.stdout.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}
