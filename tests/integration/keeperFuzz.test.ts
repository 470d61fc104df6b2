import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { createRandom, type Random } from '../support/random'
import { keepers, type ScriptedEngine, test } from '../support/scriptedEngine'

/** As many of each kind; more are asked for by the environment, and a seed makes them the same again. */
const cases = Number(process.env.SLIPWAY_FUZZ_CASES ?? 20)
const seed = Number(process.env.SLIPWAY_FUZZ_SEED ?? 13)

/** One that ends at its first mistake, where the set-up could make it. */
const { build, program } = keepers.at(-1)!

const numbers = [
  '0',
  '-1',
  '1',
  '4294967296',
  '9223372036854775807',
  '99999999999999999999',
  '1e308',
  'nan',
  'inf',
  '0x10',
  '',
]

function junk(random: Random, longest: number): Buffer {
  return Buffer.from(Array.from({ length: random.below(longest) }, () => random.below(256)))
}

describe(`${build}, seed ${seed}`, () => {
  test(`refuses ${cases} lines of words that make no sense`, async ({ scripted }) => {
    const random = createRandom(seed)
    const { home } = scripted(program)
    const names = ['--mode', '--home', '--run', '--bin', '--bridge', '--bridge-address', '--start-seconds']
    const words = [
      ...names,
      '--look-seconds',
      '--deaths-seconds',
      '--foreground',
      '--',
      '-',
      'rootless',
      'rootful',
      home,
    ]
    for (let done = 0; done < cases; done++) {
      const some = Array.from({ length: random.below(12) }, () =>
        random.chance(0.7)
          ? random.pick([...words, ...numbers])
          : junk(random, 300).toString('latin1').replaceAll('\0', ''),
      )
      // Whatever came before, it ends with a mistake: none of them is ever a keeper.
      const last = random.pick([
        ['--mode', 'neither'],
        ['--mode', 'rootless', '--home', home, '--run', home, '--bin', 'here'],
        ['--mode', 'rootless', '--home', `${home}\nx`, '--run', home, '--bin', home],
        [
          '--mode',
          'rootless',
          '--home',
          home,
          '--run',
          home,
          '--bin',
          home,
          '--look-seconds',
          random.pick(['nan', '-1', '1e308', 'inf', '0']),
        ],
        ['nonsense', '--bin'],
      ])
      const { code, said } = await complain([...some, ...last])
      expect({ code, said, given: [...some, ...last] }).toMatchObject({
        code: 2,
        said: expect.stringContaining('Usage: '),
      })
    }
  })

  test(`takes ${cases} records of what ran before that say anything`, async ({ scripted }) => {
    const random = createRandom(seed + 1)
    // A folder without programs: nothing but the keeper runs.
    const engine = scripted(program, { bin: 'none' })
    mkdirSync(join(engine.home, 'engine'), { recursive: true })
    for (let done = 0; done < cases; done++) {
      writeFileSync(join(engine.home, 'engine/keeper.lock'), record(random, engine))
      await engine.keep()
      engine.send('stop')
      await engine.ended()
    }
  })

  test(`hears ${cases} connections that say anything, and obeys who comes after them`, async ({
    scripted,
  }) => {
    const random = createRandom(seed + 2)
    const engine = scripted(program, { bin: 'none' })
    await engine.keep()
    for (let done = 0; done < cases; done++) await talk(random, join(engine.run, 'keeper.sock'))
    engine.send('stop')
    await engine.ended()
  })
})

function complain(words: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    said += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, said }))
  })
}

/** A whole record of programs that are gone, with a few bytes, words or lines changed. */
function record(random: Random, { run }: ScriptedEngine): Buffer {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const names = [
    'keeper',
    'rootlesskit',
    'containerd',
    'dockerd',
    'slirp4netns',
    'namespaces',
    'x'.repeat(5000),
  ]
  // The last process that there could be, so that it is nobody's.
  const pid = () => random.pick(['4194303', ...numbers.filter((number) => number !== '1')])
  const lines = Array.from({ length: random.below(30) }, () =>
    [
      'process',
      random.pick(names),
      pid(),
      random.pick(numbers),
      random.pick(numbers),
      random.pick(numbers),
    ].join(' '),
  )
  const whole = [`boot ${boot}`, `run ${run}`, ...lines, 'end'].map((line) => {
    if (line.startsWith('run ') || random.chance(0.9)) return line
    return random.pick([
      line.slice(0, random.below(line.length)),
      `${line}${junk(random, 50)}`,
      `${line}\n${line}`,
      ' ',
    ])
  })
  if (random.chance(0.2)) whole.splice(random.below(whole.length), 1)
  const text = Buffer.concat([
    Buffer.from(`${whole.join('\n')}\n`),
    random.chance(0.3) ? junk(random, 9000) : Buffer.alloc(0),
  ])
  return random.chance(0.3) ? text.subarray(0, random.below(text.length)) : text
}

/** Says some things in pieces of any size; resolves when the connection has ended, on whichever side. */
function talk(random: Random, path: string): Promise<void> {
  // All commands but the one that ends it.
  const words = ['status', 'start', 'restart', 'STOP', 'stopp', ' ', '\n', '\n', '\n', '\0', ...numbers]
  const said = Buffer.concat(
    Array.from({ length: random.below(60) }, () =>
      random.chance(0.8) ? Buffer.from(random.pick(words)) : junk(random, 400),
    ),
  )
  const pieces = Array.from({ length: 1 + random.below(5) }, () => random.below(said.length + 1)).sort(
    (a, b) => a - b,
  )
  const hangsUp = random.chance(0.3)
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('error', () => {}).once('close', () => resolve())
    socket.once('connect', () => {
      for (const [index, end] of pieces.entries()) socket.write(said.subarray(pieces[index - 1] ?? 0, end))
      if (hangsUp) socket.destroy()
      else socket.end().resume()
    })
  })
}
