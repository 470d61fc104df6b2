import { createHash } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { writeWhole } from '../../base/wholeFile'
import type { Services } from '../../contract/contract'
import type { EngineState } from '../../contract/engine'
import type { EngineSettings, ReadEngineSettings } from '../../contract/engineSettings'
import { AppError } from '../../contract/errors'
import {
  BrokenConfigError,
  completeConfig,
  configText,
  type DaemonConfig,
  parseConfig,
  readConfigText,
} from '../../engine/owned/daemonConfig'
import { readSettings, StrangeSettingError, withSettings } from '../../engine/owned/daemonSettings'
import type { Engine } from '../../engine/owned/lifecycle'
import { configComplaint } from '../../engine/owned/validateConfig'
import { type Sentence, sentence } from '../../texts/sentence'
import { fileError } from '../newFile'

type SettingsPart = 'settings' | 'applySettings' | 'setSettingsAside'

/** The person's part of the engine's own daemon.json. */
export function createEngineSettings(engine: Engine): Pick<Services['engine'], SettingsPart> {
  const file = () => engine.paths.daemonConfig
  let applying = false

  /** The file, and what it will be at the next start: what Slipway stands on is added then. */
  function read(): { text: string | null; config: DaemonConfig } {
    try {
      const text = readConfigText(file())
      return { text, config: completeConfig(parseConfig(file(), text), engine.state.mode) }
    } catch (thrown) {
      if (thrown instanceof BrokenConfigError) throw thrown
      throw fileError(thrown, file())
    }
  }

  function write(text: string) {
    try {
      writeWhole(file(), text)
    } catch (thrown) {
      throw fileError(thrown, file())
    }
  }

  /** @throws AppError `conflict` */
  function unchangedSince(revision: string) {
    try {
      const now = read()
      if (revisionOf(now.text) === revision) return now
    } catch (thrown) {
      if (!(thrown instanceof BrokenConfigError)) throw thrown
    }
    throw new AppError('conflict/settings', { object: file(), settings: file() })
  }

  async function apply(settings: EngineSettings, revision: string): Promise<boolean> {
    const before = unchangedSince(revision)
    const after = configText(withSettings(before.config, settings))
    const refused = await configComplaint(after, engine.parts, engine.paths)
    if (refused) throw new AppError('engine-failed/refused', { object: file(), refused })
    const { phase } = engine.state
    write(after)
    if (phase === 'stopped' || phase === 'stopping') return false
    const state = await engine.restart()
    if (state.phase === 'ready') return true
    const undone = whyNot(state)
    write(before.text ?? configText(before.config))
    const back = await engine.start()
    if (back.phase === 'ready') throw new AppError('engine-failed/undone', { object: file(), undone })
    throw new AppError('engine-failed/down', { object: file(), down: undone })
  }

  return {
    async settings(): Promise<ReadEngineSettings> {
      const common = { file: file(), data: engine.paths.data, settings: null, fixed: [], revision: '' }
      try {
        const { text, config } = read()
        const { features, 'live-restore': live, 'storage-driver': driver } = config
        const fixed = Object.entries({ 'live-restore': live, 'storage-driver': driver, features })
        return {
          ...common,
          settings: readSettings(config),
          problem: null,
          revision: revisionOf(text),
          fixed: fixed.map(([name, value]) => ({ name, value: plain(value) })),
        }
      } catch (thrown) {
        if (thrown instanceof BrokenConfigError) return { ...common, problem: thrown.sentence }
        if (!(thrown instanceof StrangeSettingError)) throw thrown
        return { ...common, problem: sentence('config/strange', { key: thrown.key, file: file() }) }
      }
    },
    async applySettings({ settings, revision }) {
      if (applying) throw new AppError('conflict/applying', { object: file() })
      applying = true
      try {
        return { inForce: await apply(settings, revision) }
      } finally {
        applying = false
      }
    },
    async setSettingsAside() {
      let aside = `${file()}.aside`
      for (let n = 2; existsSync(aside); n++) aside = `${file()}.aside${n}`
      try {
        renameSync(file(), aside)
      } catch (thrown) {
        throw fileError(thrown, file())
      }
      return aside
    },
  }
}

const revisionOf = (text: string | null) =>
  createHash('sha256')
    .update(text ?? '')
    .digest('hex')

/** `containerd-snapshotter: false`, without JSON's signs. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${plain(each)}`)
    .join(', ')
}

/** dockerd's last word, without the decoration of its log. */
function whyNot({ reason, log }: EngineState): string | Sentence {
  const last = log.filter((line) => line.trim()).at(-1)
  const said = last && (/\bmsg="((?:[^"\\]|\\.)*)"/.exec(last)?.[1]?.replaceAll('\\"', '"') ?? last.trim())
  return said || reason || sentence('engine/unsaid')
}
