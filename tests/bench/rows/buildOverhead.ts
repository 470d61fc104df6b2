import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineParts } from '../../../main/engine/owned/parts'
import { dockerEnvironment } from '../../../main/services/commandLine/environment'
import { buildFolder, shellStage } from '../../support/buildFolders'
import { openBuildService } from '../../support/buildService'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

const steps = Array.from({ length: 8 }, (_, at) => `RUN echo ${at} >/step${at}`)
const dockerfile = [shellStage(), ...steps].join('\n')

/** A build of ten steps, in milliseconds, all of them done and all of them cached, beside buildx from a command line. */
export const buildOverhead: Row = {
  id: 'build.overhead',
  async measure({ folder, note }) {
    note('starting an engine')
    const engine = await startPrivateEngine()
    const service = openBuildService({
      socket: engine.connection.socket,
      home: engine.home,
      hasBuildKit: true,
    })
    const { parts } = engine.engine
    try {
      const context = buildFolder({ Dockerfile: dockerfile }, folder)
      const config = join(folder, 'config')
      mkdirSync(config)
      const ours = (noCache: boolean) =>
        timed(async () => {
          const end = await service.ended(await service.start(context, { tags: ['ours:1'], noCache }))
          if (!end?.result) throw new Error(`It was not built: ${end?.error?.key}`)
        })
      const theirs = (noCache: boolean) =>
        timed(() => byHand(parts, { context, config, socket: engine.connection.socket, noCache }))
      note('building')
      await inTurns(
        1,
        () => ours(false),
        () => theirs(false),
      )
      const whole = await inTurns(
        7,
        () => ours(true),
        () => theirs(true),
      )
      const cached = await inTurns(
        15,
        () => ours(false),
        () => theirs(false),
      )
      return [
        { id: 'build.overhead', times: whole },
        { id: 'build.overhead.cached', times: cached },
      ].map(({ id, times }) =>
        judge({
          id,
          value: median(times.ours),
          unit: 'ms',
          yardstick: median(times.theirs),
          bar: '1.1x buildx from a command line',
          meets: (_, ratio) => ratio <= 1.1,
        }),
      )
    } finally {
      await service.close()
      await engine.end()
    }
  },
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

interface ByHand {
  readonly context: string
  readonly config: string
  readonly socket: string
  readonly noCache: boolean
}

/** As a person does it in a terminal. */
function byHand({ buildx }: EngineParts, { context, config, socket, noCache }: ByHand) {
  const words = ['build', '--progress=plain', '--tag=theirs:1', ...(noCache ? ['--no-cache'] : []), context]
  const env = { ...dockerEnvironment(process.env, socket), DOCKER_CONFIG: config, BUILDX_CONFIG: config }
  return promisify(execFile)(buildx, words, { env })
}
