import type { Services } from '../contract/contract'
import { AppError } from '../contract/errors'
import { visible } from './label'
import type { Log } from './log'
import { texts } from './texts'
import type { TrayAction } from './trayMenu'

export interface TrayDeeds {
  readonly services: Pick<Services, 'connections' | 'containers' | 'engine'>
  readonly log: Log
  /** Shows the window, at a page of it where one is given. */
  show(path?: string): void
  /** Says what failed, wherever the person is. */
  sayFailure(title: string, reason: string): void
  quit(): void
  /** Asks first when containers run. */
  stopEngine(): Promise<void>
}

/** Does what was chosen in the tray. */
export function createTrayActions(deeds: TrayDeeds): (action: TrayAction) => void {
  const { services, log, show, sayFailure, quit, stopEngine } = deeds
  const verbs = texts.tray

  function attempt(doing: Promise<void>, verb: string, name: string): void {
    doing.catch((thrown: unknown) => {
      const error = AppError.from(thrown)
      if (error.code === 'cancelled') return
      log.error(error, `tray: ${verb}`)
      sayFailure(verbs.failed(verb, visible(name)), visible(error.message, 300))
    })
  }

  return (action) => {
    switch (action.do) {
      case 'start':
        return attempt(services.containers.start({ id: action.id }), verbs.start, action.name)
      case 'stop':
        return attempt(services.containers.stop({ id: action.id }), verbs.stop, action.name)
      case 'restart':
        return attempt(services.containers.restart({ id: action.id }), verbs.restart, action.name)
      case 'resume':
        return attempt(services.containers.resume({ id: action.id }), verbs.resume, action.name)
      case 'openPort': {
        const { id, name, containerPort } = action
        const port = { id, containerPort, protocol: 'tcp' } as const
        return attempt(services.containers.openPort(port), verbs.openPort(containerPort), name)
      }
      case 'switchTo':
        return attempt(services.connections.switchTo({ id: action.id }), verbs.switchTo, action.name)
      case 'startEngine':
        return attempt(services.engine.start(), verbs.ownEngine.start, '')
      case 'stopEngine':
        return attempt(stopEngine(), verbs.ownEngine.stop, '')
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
