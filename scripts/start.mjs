import './setup/node.mjs'
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { describeElectron } from './setup/electron.mjs'
import { setUp } from './setup/setUp.mjs'
import { chromiumNoise, pipeLines } from './support/chromiumNoise.mjs'
import { hasDisplay, hasSessionBus, sessionBus, virtualDisplay } from './support/display.mjs'
import { electronRuntime } from './support/electronRuntime.mjs'
import { leaveSignals } from './support/ending.mjs'
import { isRoot, root } from './support/paths.mjs'
import { main, Problem, say } from './support/report.mjs'

/** Milliseconds that the window has to close after SIGTERM. */
const patience = 20_000

await main(async () => {
  const forApplication = applicationArguments(process.argv.slice(2))
  const virtual = !hasDisplay()
  await setUp({ virtualDisplay: virtual })
  const runtime = electronRuntime()
  if (runtime.fallback) say(`Electron ${describeElectron(runtime)}`)
  const env = { ...process.env }
  if (virtual) {
    say('There is no display: the window opens on a virtual one (Xvfb).')
    Object.assign(env, await virtualDisplay(), hasSessionBus() ? {} : await sessionBus())
  }
  const flags = []
  if (isRoot) {
    say('Running as root: Electron starts with --no-sandbox.')
    flags.push('--no-sandbox')
  }
  return open(runtime.executable, [...flags, root, ...forApplication], env)
})

/** `--screenshot FILE` becomes `--screenshot=ABSOLUTE FILE`, for the application has another working directory. */
function applicationArguments(args) {
  const passed = []
  for (let at = 0; at < args.length; at++) {
    const [name, value] = args[at].split(/=(.*)/s)
    if (name !== '--screenshot') passed.push(args[at])
    else {
      const file = value ?? args[++at]
      if (!file)
        throw new Problem('--screenshot needs the name of a file: npm start -- --screenshot window.png')
      passed.push(`--screenshot=${resolve(process.env.INIT_CWD ?? '', file)}`)
    }
  }
  return passed
}

/**
 * Runs the window until it closes. SIGTERM and Ctrl+C close it.
 * @returns {Promise<number>} the code to exit with
 */
function open(executable, args, env) {
  leaveSignals()
  return new Promise((done, fail) => {
    // In a session of its own, so that Ctrl+C does not strike Chromium's other processes before the window.
    const child = spawn(executable, args, {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    pipeLines(child.stderr, process.stderr, process.env.SLIPWAY_DEBUG ? () => false : chromiumNoise)
    const endGroup = () => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    let asked = false
    const close = () => {
      if (asked) return
      asked = true
      child.kill('SIGTERM')
      setTimeout(endGroup, patience).unref()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, close)
    child.on('error', (error) =>
      fail(new Problem(`Electron did not start: ${error.message}\nRun npm run setup.`)),
    )
    child.on('exit', (code, signal) => {
      // Chromium's other processes, when the first was killed; the engine's keeper has a group of its own.
      endGroup()
      if (code !== null) return done(asked ? 0 : code)
      if (asked && signal === 'SIGTERM') return done(0)
      fail(
        new Problem(
          asked ? 'The window did not close in time and was ended.' : `The window ended by ${signal}.`,
        ),
      )
    })
  })
}
