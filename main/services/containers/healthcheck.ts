import type { ContainerDetails, Healthcheck } from '../../contract/containers'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { type EngineNews, isEvent } from '../../engine/client/events'
import { withoutSecrets, wordsWithoutSecrets } from '../secrets'
import { toTime } from './moment'

/** How many checks are told of, and how many characters of what each said. */
const most = 3
const longest = 4096

/** How a container is checked, and how that went; null where it is not. */
export function healthcheckIn({ Config, State }: InspectedContainer): Healthcheck | null {
  const { Health: health } = State
  const [kind, ...command] = Config.Healthcheck?.Test ?? []
  if (!health || health.Status === 'none' || kind === undefined || kind === 'NONE') return null
  return {
    command: kind === 'CMD-SHELL' ? command.map(withoutSecrets) : wordsWithoutSecrets(command),
    failingStreak: health.FailingStreak ?? 0,
    checks: (health.Log ?? [])
      .slice(-most)
      .reverse()
      .map(({ End, ExitCode = 0, Output = '' }) => ({
        at: toTime(End),
        exitCode: ExitCode,
        output: withoutSecrets(Output.slice(-longest)).trim(),
      })),
  }
}

/** The engine tells when a container falls ill or gets well, but not how each check goes meanwhile. */
export const isUnwell = (details: ContainerDetails | undefined): boolean =>
  details?.health === 'unhealthy' || details?.health === 'starting'

/** Whether something that was run in a container has ended, as a check does. */
export const isCheckOf = (id: string, news: EngineNews): boolean =>
  isEvent(news) && news.type === 'container' && news.action.startsWith('exec_die') && news.id.startsWith(id)
