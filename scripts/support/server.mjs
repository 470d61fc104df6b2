import { spawn } from 'node:child_process'
import { atEnd } from './ending.mjs'
import { Problem } from './report.mjs'

/**
 * Starts a server that says on a file descriptor when it is there, in a session of its own (Ctrl+C in a terminal is
 * for the window, which closes first), and ends it with this script, even when that is killed.
 * @param {string} program
 * @param {(descriptor: number) => string[]} argumentsFor
 * @param {{ answer?: RegExp, signal?: 'TERM' | 'KILL', errors?: 'ignore' | 'inherit' }} [options] `answer`: what it
 *   says, a line otherwise; `signal`: what ends it; `errors`: what becomes of those that it prints
 * @returns {Promise<string>} what it said
 */
export function server(program, argumentsFor, { answer = /\n/, signal = 'TERM', errors = 'ignore' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', ['--pdeathsig', signal, program, ...argumentsFor(3)], {
      detached: true,
      stdio: ['ignore', 'ignore', errors, 'pipe'],
    })
    const ended = new Promise((done) => child.on('close', done))
    atEnd(() => {
      child.kill(`SIG${signal}`)
      return ended
    })
    let text = ''
    child.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (answer.test(text)) resolve(text.trim())
    })
    const fail = () =>
      reject(new Problem(`${program} did not start. Run npm run setup, then the same command again.`))
    child.on('error', fail)
    child.on('close', fail)
  })
}
