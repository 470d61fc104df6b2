import type { Services } from '../contract/contract'
import { AppError } from '../contract/errors'
import { type Sentence, sentence } from '../texts/sentence'
import { visible } from './label'
import type { Log } from './log'
import type { TrayAction } from './trayMenu'

export interface TrayDeeds {
  readonly services: Pick<Services, 'connections' | 'containers' | 'engine'>
  readonly log: Log
  /** Shows the window, at a page of it where one is given. */
  show(path?: string): void
  /** Says what failed, wherever the person is. */
  sayFailure(title: Sentence, reason: Sentence): void
  quit(): void
  /** Asks first when containers run. */
  stopEngine(): Promise<void>
}

/** Does what was chosen in the tray. */
export function createTrayActions(deeds: TrayDeeds): (action: TrayAction) => void {
  const { services, log, show, sayFailure, quit, stopEngine } = deeds
  const { connections, containers, engine } = services

  function attempt(doing: Promise<void>, undone: Sentence): void {
    doing.catch((thrown: unknown) => {
      const error = AppError.from(thrown)
      if (error.code === 'cancelled') return
      log.error(error, `tray: ${undone.code}`)
      sayFailure(undone, error.sentence)
    })
  }

  return (action) => {
    switch (action.do) {
      case 'start':
      case 'stop':
      case 'restart':
      case 'resume': {
        const { id, name } = action
        return attempt(
          containers[action.do]({ id }),
          sentence(`undone/${action.do}`, { name: visible(name) }),
        )
      }
      case 'openPort': {
        const { id, name, containerPort } = action
        const opening = containers.openPort({ id, containerPort, protocol: 'tcp' })
        return attempt(opening, sentence('undone/openPort', { port: containerPort, name: visible(name) }))
      }
      case 'switchTo': {
        const { id, name } = action
        return attempt(connections.switchTo({ id }), sentence('undone/switchTo', { name: visible(name) }))
      }
      case 'startEngine':
        return attempt(engine.start(), sentence('undone/startEngine'))
      case 'stopEngine':
        return attempt(stopEngine(), sentence('undone/stopEngine'))
      case 'logs':
        return show(`/containers/${action.id}/logs`)
      case 'showContainers':
        return show('/containers')
      case 'show':
        return show()
      case 'quit':
        return quit()
    }
  }
}
