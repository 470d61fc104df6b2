import './setup/node.mjs'
import { copyFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setUp } from './setup/setUp.mjs'
import { run } from './support/command.mjs'
import { sessionBus, virtualDisplay } from './support/display.mjs'
import { electronRuntime } from './support/electronRuntime.mjs'
import { keepArchives, lendArchives } from './support/keptArchives.mjs'
import { inRoot, isRoot, root, temporaryFolder } from './support/paths.mjs'
import { main, Problem, say } from './support/report.mjs'
import { asUser, temporaryUser } from './support/temporaryUser.mjs'

const entry = 'tests/bench/index.ts'

// npm run bench [ID...] [-- --json FILE]: measures as an ordinary user, as people run it.
await main(async () => {
  await setUp({ virtualDisplay: true, tests: true })
  if (!existsSync(inRoot(entry))) throw new Problem(`There are no benchmarks: ${entry} is missing.`)
  const args = absoluteResult(process.argv.slice(2))
  return isRoot ? asTemporaryUser(args) : measure(args)
})

async function measure(args) {
  await bundle()
  const env = {
    ...process.env,
    SLIPWAY_ELECTRON: electronRuntime().executable,
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR || temporaryFolder('slipway-run-'),
    ...(await virtualDisplay()),
    ...(await sessionBus()),
  }
  const { code } = await run(process.execPath, [inRoot('out/bench/index.mjs'), ...args], {
    cwd: root,
    env,
    show: true,
  })
  return code
}

/** TypeScript to one module that plain Node runs; what lies in node_modules stays there. */
async function bundle() {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: entry,
      outDir: 'out/bench',
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'index.mjs' } },
    },
  })
}

/** The file of `--json FILE` as the person means it, who may stand in another folder. */
function absoluteResult(args) {
  const at = args.indexOf('--json') + 1
  if (at === 0) return args
  if (!args[at]) throw new Problem('--json needs the name of a file.')
  return args.with(at, resolve(process.env.INIT_CWD ?? '', args[at]))
}

async function asTemporaryUser(args) {
  const user = await temporaryUser()
  lendArchives(user)
  say(`Running as root: the measurements run as ${user.name}, an ordinary user that is removed afterwards.`)
  const at = args.indexOf('--json') + 1
  const result = join(user.home, 'bench.json')
  const passed = at > 0 ? args.with(at, result) : args
  const { program, args: command } = asUser(user, [user.node, 'scripts/bench.mjs', ...passed])
  const { code } = await run(program, command, { cwd: user.tree, env: user.env, show: true })
  if (at > 0 && existsSync(result)) copyFileSync(result, args[at])
  await keepArchives(user)
  await user.remove()
  return code
}
