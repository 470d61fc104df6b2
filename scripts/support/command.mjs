import { spawn } from 'node:child_process'
import { atEnd } from './ending.mjs'
import { Problem } from './report.mjs'

/**
 * Runs a program to its end. Its output is collected, or passed on with `show`; where that is a promise, once it resolves:
 * first what was collected by then.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean | Promise<unknown>, seconds?: number }} [options] `seconds`: the
 *   time after which it is ended (code 124, as timeout(1) has it)
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when there is no such program
 */
export function run(program, args, { cwd, env = process.env, show = false, seconds } = {}) {
  return new Promise((resolve) => {
    // A group of its own: what it starts ends with it.
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', show === true ? 'inherit' : 'pipe', show === true ? 'inherit' : 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    let isShown = false
    const pass = (name, text) => {
      if (isShown) process[name].write(text)
      else output[name] += text
    }
    const streams = /** @type {const} */ (['stdout', 'stderr'])
    for (const name of streams) child[name]?.setEncoding('utf8').on('data', (text) => pass(name, text))
    if (show instanceof Promise) {
      void show.then(() => {
        isShown = true
        for (const name of streams) pass(name, output[name])
      })
    }
    const end = (signal = 'SIGTERM') => {
      try {
        process.kill(-child.pid, signal)
      } catch {
        // It has ended by itself.
      }
    }
    let late = false
    const timer =
      seconds &&
      setTimeout(() => {
        late = true
        end()
        setTimeout(end, 5000, 'SIGKILL').unref()
      }, seconds * 1000)
    const forget = atEnd(() => end())
    const settle = (code) => {
      clearTimeout(timer)
      forget()
      resolve({ code, ...output })
    }
    child.on('error', (error) => settle(error.code === 'ENOENT' ? 127 : 126))
    child.on('close', (code) => settle(late ? 124 : (code ?? 1)))
  })
}

/**
 * As `run`, but a program that fails is a problem.
 * @param {string} advice what a person should do then
 * @param {Parameters<typeof run>[2] & { tail?: number }} [options] `tail`: lines of output to show with the problem
 * @returns {Promise<string>} its standard output
 */
export async function mustRun(program, args, advice, options) {
  const { code, stdout, stderr } = await run(program, args, options)
  if (code === 0) return stdout
  if (options?.tail) console.error((stderr || stdout).trimEnd().split('\n').slice(-options.tail).join('\n'))
  throw new Problem(`${program} ${args[0]} failed: ${reason(code, stderr || stdout)}\n${advice}`)
}

/** The line of a program's output that says why it failed. */
export function reason(code, output) {
  if (code === 124) return 'it took too long and was ended.'
  if (code === 127 && !output.trim()) return 'there is no such program.'
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm error( code)?/, '').trim())
    .filter((line) => line && !/^(A complete log of this|Log files were)/.test(line))
  const telling = [/error|unable|not found|could not|cannot|^E:/i, /failed/i].map((words) =>
    lines.find((line) => words.test(line)),
  )
  return telling.find(Boolean) ?? lines.at(-1) ?? `it ended with code ${code}.`
}
