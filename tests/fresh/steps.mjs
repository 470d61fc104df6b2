import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackages, packageQuestion, systemPackages } from '../../scripts/setup/systemPackages.mjs'
import { mustRun, run } from '../../scripts/support/command.mjs'
import { inRoot, root } from '../../scripts/support/paths.mjs'
import { say } from '../../scripts/support/report.mjs'
import { bareMachine } from './bareMachine.mjs'
import { librariesOf, programsIn, programsOfOthers } from './needs.mjs'

/** The clone, as the bare machine sees it. */
const clone = '/root/slipway'
/** Of what the set-up installs, what every Debian 12 starts with. */
const always = ['e2fsprogs', 'libseccomp2', 'mount']

/** All but this suite, which runs outside. */
const testFolders = ['unit', 'integration', 'e2e', 'rootful', 'support', 'bench']

let machine
const inClone = (...parts) => join(machine.folder, clone, ...parts)

/**
 * What is tried, in order. A step fails by throwing; the message says why.
 * @type {{ name: string, run: () => Promise<void> }[]}
 */
export const steps = [
  {
    name: 'a machine with Node and nothing else, and a clean clone of what is committed',
    async run() {
      machine = await bareMachine()
      const stdout = await inside('dpkg-query', ...packageQuestion)
      const installed = installedPackages(stdout)
      const wanted = systemPackages(installed.get('libc6'), { virtualDisplay: true, tests: true })
      const early = wanted.filter((name) => installed.has(name) && !always.includes(name))
      if (early.length > 0) throw new Error(`It is not bare: ${early.join(', ')} are there already.`)
      await inside('npm', '--version')
      const { stdout: changed } = await run('git', ['-C', root, 'status', '--porcelain'])
      if (changed) say(`What is not committed is not tried:\n${changed.trimEnd()}`)
      await mustRun('git', ['clone', '--quiet', '--depth=1', `file://${root}`, inClone()], 'Is git there?')
    },
  },
  {
    name: 'npm start -- --screenshot FILE',
    async run() {
      await inTheClone('npm', 'start', '--', '--screenshot', '/root/window.png')
      const picture = readFileSync(join(machine.folder, 'root/window.png'))
      const [width, height] = [16, 20].map((at) => picture.readUInt32BE(at))
      if (width < 800 || height < 500) throw new Error(`The picture is ${width} by ${height}.`)
      mkdirSync(inRoot('artefacts/screens'), { recursive: true })
      copyFileSync(join(machine.folder, 'root/window.png'), inRoot('artefacts/screens/fresh.png'))
    },
  },
  {
    name: 'every program and library that the application runs or opens is there',
    async run() {
      await expectPrograms(new Map([...programsIn(inClone(), ['main', 'scripts']), ...programsOfOthers()]))
      const { executable } = JSON.parse(readFileSync(inClone('native/build/electron.json'), 'utf8'))
      const stdout = await inside('ldconfig', '-p')
      const there = new Set([...stdout.matchAll(/^\s+(\S+?)\.so/gm)].map(([, stem]) => stem))
      const opened = [...librariesOf(join(machine.folder, executable))]
      if (opened.length === 0) throw new Error('No name of a library was found in Electron.')
      const missing = opened.filter((stem) => !there.has(stem))
      if (missing.length > 0) throw new Error(`Electron opens what is not there: ${missing.join(', ')}`)
    },
  },
  { name: 'npm test -- e2e tray.spec.ts', run: () => passes('e2e', 'tray.spec.ts') },
  {
    name: 'every program that tests run is there',
    run: () => expectPrograms(programsIn(inClone('tests'), testFolders)),
  },
  {
    name: 'npm test -- e2e packaged.spec.ts (npm run package)',
    run: () => passes('e2e', 'packaged.spec.ts'),
  },
]

/** Runs words that have to succeed, and resolves to what they print. */
async function inside(...words) {
  return mustSucceed(words, await machine.run(words))
}

async function inTheClone(...words) {
  return mustSucceed(words, await machine.run(words, { cwd: clone, seconds: 1800 }))
}

function mustSucceed(words, { code, stdout, stderr }) {
  if (code !== 0) throw new Error(`${words.join(' ')} ended with code ${code}:\n${stdout}${stderr}`)
  return stdout
}

/** Runs some of the project's tests: each has to pass, and there has to be one. What they leave to look at is kept. */
async function passes(...selection) {
  try {
    const stdout = await inTheClone('npm', 'test', '--', ...selection)
    const last = stdout.trimEnd().split('\n').at(-1)
    if (!/^[1-9]\d* passed, 0 failed$/.test(last)) throw new Error(`Not all of it passed:\n${stdout}`)
  } finally {
    if (existsSync(inClone('artefacts')))
      cpSync(inClone('artefacts'), inRoot('artefacts/fresh', selection.at(-1)), { recursive: true })
  }
}

/** @param {Map<string, string>} programs who runs each */
async function expectPrograms(programs) {
  if (programs.size === 0) throw new Error('No program was found in the sources.')
  const path = `PATH=$PATH:${clone}/native/runtime/engine/bin`
  const missing = []
  for (const [name, who] of programs) {
    const there = await machine.run(['sh', '-c', `${path} command -v ${name}`])
    if (there.code !== 0) missing.push(`${name} (${who})`)
  }
  if (missing.length > 0) throw new Error(`Not there: ${missing.join(', ')}`)
}
