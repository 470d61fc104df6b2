import { endOnSignals, runEnding } from './ending.mjs'

/** What went wrong, in a sentence or two that say what happened and what to do; shown without a stack. */
export class Problem extends Error {}

export const say = (line) => process.stdout.write(`${line}\n`)

/**
 * Runs one step of work and reports it in one line: `Dependencies  installed (9 s)`.
 * @param {string} name what is worked on
 * @param {string} doing what a person reads on a terminal while it runs
 * @param {() => Promise<string>} work resolves to what was done
 */
export async function step(name, doing, work) {
  const label = name.padEnd(18)
  const since = Date.now()
  const live = process.stdout.isTTY
  if (live) process.stdout.write(`${label}${doing} …`)
  try {
    const done = await work()
    if (live) process.stdout.write('\r\x1b[K')
    say(`${label}${done} (${Math.max(1, Math.round((Date.now() - since) / 1000))} s)`)
  } catch (error) {
    if (live) process.stdout.write('\r\x1b[K')
    say(`${label}failed`)
    throw error
  }
}

/**
 * Runs a script's body and ends the process with the code that it returns, or 1 after a problem.
 * @param {() => Promise<number | undefined>} body
 */
export async function main(body) {
  let code
  endOnSignals()
  try {
    code = (await body()) ?? 0
  } catch (error) {
    const known = error instanceof Problem && !process.env.SLIPWAY_DEBUG
    console.error(known ? error.message : `Something unexpected happened: ${inWords(error)}`)
    code = 1
  }
  await runEnding()
  process.exit(code)
}

const inWords = (error) => (process.env.SLIPWAY_DEBUG ? error?.stack : error?.message) ?? String(error)
