import type { DiskSpace, EngineState } from '../contract/engine'
import { said, say } from '../texts/sentence'

/** What runs, for a person: a line for the state, then one for each process. */
export function describeState(state: EngineState): string {
  const version = state.version ? `Docker ${state.version} (API ${state.apiVersion})` : ''
  const rows = [
    ['state', `${state.phase} (${state.mode}) since ${new Date(state.since).toLocaleString()}`],
    ['engine', version],
    ['socket', state.phase === 'stopped' ? '' : `unix://${state.socket}`],
    ['home', state.home],
    ['reason', state.reason ? say(state.reason) : ''],
    ['to do', state.advice ?? ''],
    ['disk', state.disk ? describeDisk(state.disk) : ''],
    ...state.processes.map(({ name, pid, restarts }) => [
      name,
      `process ${pid}${restarts > 0 ? `, started again ${restarts} times` : ''}`,
    ]),
    ...state.log.map((line, index) => [index === 0 ? 'log' : '', line]),
  ]
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name!.padEnd(12)}${value}`)
    .join('\n')
}

/** `1.2 GB free of 20 GB at /home/ada/.local/share/slipway/engine/data` */
export function describeDisk({ free, total, path }: DiskSpace): string {
  return `${gigabytes(free)} free of ${gigabytes(total)} at ${path}`
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toPrecision(3)} GB`

/** Why it does not run: one sentence, the command that mends it, the log's end. */
export function describeFailure({ reason, advice, log }: EngineState): string {
  const lines = [reason ? say(reason) : said('engine/unsaid')]
  if (advice) lines.push(`  ${advice}`)
  return [...lines, ...log.map((line) => `  | ${line}`)].join('\n')
}
