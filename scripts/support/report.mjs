import { endOnSignals, runEnding } from './ending.mjs'

/** What went wrong, in a sentence or two that say what happened and what to do; shown without a stack. */
export class Problem extends Error {}

export const say = (line) => process.stdout.write(`${line}\n`)

/** What is being done by the steps that run now, in the line of a terminal that is written over. */
const running = new Set()
const drawRunning = () => {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${[...running].join(', ')}`)
}

/**
 * Runs one step of work and reports it in one line: `Dependencies  installed (9 s)`. Several may run at once.
 * @param {string} name what is worked on
 * @param {string} doing what a person reads on a terminal while it runs
 * @param {() => Promise<string>} work resolves to what was done
 */
export async function step(name, doing, work) {
  const label = name.padEnd(18)
  const since = Date.now()
  const now = `${running.size === 0 ? label : `${name} `}${doing} …`
  const end = (line) => {
    running.delete(now)
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
    say(`${label}${line}`)
    drawRunning()
  }
  running.add(now)
  drawRunning()
  try {
    const done = await work()
    end(`${done} (${Math.max(1, Math.round((Date.now() - since) / 1000))} s)`)
  } catch (error) {
    end('failed')
    throw error
  }
}

/**
 * Waits for all of it, also after one has failed: nobody works on behind the back of whoever reads the failure.
 * @param {Promise<unknown>[]} works
 * @throws what the first of them threw
 */
export async function together(...works) {
  const ends = await Promise.allSettled(works)
  const failed = ends.find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
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
