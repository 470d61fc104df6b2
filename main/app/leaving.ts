import type { BrowserWindow } from 'electron'
import type { Services } from '../contract/contract'
import { AppError } from '../contract/errors'
import type { Engine } from '../engine/owned/lifecycle'
import { engineAt } from '../engine/owned/probe'
import type { SettingsStore } from '../services/settings/store'
import { type Sentence, said, sentence } from '../texts/sentence'
import { visible } from './label'
import { ask } from './question'

export interface LeavingOptions {
  readonly engine: Engine
  readonly service: Pick<Services['engine'], 'stop' | 'running'>
  readonly settings: SettingsStore
  /** The name of the engine that the window shows, where it is another than Slipway's own. */
  elsewhere(): string | null
  window(): BrowserWindow | null
  /** Ends the application; the engine is left as it is. */
  leave(): void
}

export interface Leaving {
  /** Asks what becomes of running containers, unless that is settled, then leaves. With none running the engine is stopped. */
  quit(): Promise<void>
  /** Stops the engine; asks first when containers are running. Throws `cancelled` when the person would rather not. */
  stopEngine(): Promise<void>
}

/** Milliseconds to wait for the list of containers before saying that it is not known. */
const answerTimeout = 3000

export function createLeaving({
  engine,
  service,
  settings,
  elsewhere,
  window,
  leave,
}: LeavingOptions): Leaving {
  let asking = false

  async function quit(): Promise<void> {
    if (asking) return
    asking = true
    try {
      if (engine.state.phase !== 'ready') return leave()
      const choice = await chooseForRunning()
      if (choice === 'cancel') return
      if (choice === 'stop' && !(await stopOrLeave())) return
      leave()
    } finally {
      asking = false
    }
  }

  /** An engine that cannot be stopped keeps nobody here. False when the person would rather stay. */
  async function stopOrLeave(): Promise<boolean> {
    try {
      await service.stop()
      return true
    } catch (error) {
      const response = await ask(window(), {
        type: 'error',
        message: said('quit/failed', { reason: AppError.from(error).sentence }),
        buttons: [said('quit/anyway'), said('dialog/cancel')],
        defaultId: 0,
        cancelId: 1,
      })
      return response === 0
    }
  }

  /** As the settings say; when asked, the choice that was made last time is the one that Enter makes. */
  async function chooseForRunning(): Promise<'keep' | 'stop' | 'cancel'> {
    const count = await countRunning()
    if (count === 0) return 'stop'
    const { whenQuitting, atQuit } = settings.state.values
    if (whenQuitting !== 'ask') return whenQuitting
    const response = await ask(window(), {
      type: 'question',
      ...sentences(count, said('quit/detail', { back: await back() })),
      buttons: [said('quit/keep'), said('quit/stop'), said('dialog/cancel')],
      defaultId: atQuit === 'stop' ? 1 : 0,
      cancelId: 2,
    })
    if (response === 2) return 'cancel'
    const choice = response === 1 ? 'stop' : 'keep'
    settings.change({ atQuit: choice })
    return choice
  }

  async function stopEngine(): Promise<void> {
    const count = await countRunning()
    if (count !== 0) {
      const response = await ask(window(), {
        type: 'question',
        ...sentences(count, said('stopEngine/detail', { back: await back() })),
        buttons: [said('stopEngine/stop'), said('dialog/cancel')],
        defaultId: 1,
        cancelId: 1,
      })
      if (response === 1) throw new AppError('cancelled')
    }
    await service.stop()
  }

  /** Of Slipway's own engine, whichever the window shows; null when it does not say in time. */
  async function countRunning(): Promise<number | null> {
    try {
      return (await engineAt(engine.state.socket).containers.list({ timeout: answerTimeout })).length
    } catch {
      return null
    }
  }

  /** What of it is running again once the engine is, as a sentence. */
  async function back(): Promise<Sentence> {
    try {
      const { running, stayDown, mayStayDown } = await service.running()
      if (stayDown > 0 && stayDown === running) return sentence('stopEngine/noneBack')
      if (stayDown > 0) return sentence('stopEngine/stayDown', { n: stayDown })
      return sentence(mayStayDown > 0 ? 'stopEngine/unsure' : 'stopEngine/allBack')
    } catch {
      return sentence('stopEngine/unsure')
    }
  }

  /** Where the window shows another engine, nobody is to believe that its containers are meant. */
  function sentences(count: number | null, detail: string): { message: string; detail: string } {
    const other = elsewhere()
    const question = other === null ? 'quit/running' : 'quit/runningOwn'
    return {
      message: count === null ? said('quit/unknown') : said(question, { n: count }),
      detail: other === null ? detail : said('quit/untouched', { detail, name: visible(other) }),
    }
  }

  return { quit, stopEngine }
}
