import type { Container } from '../../main/contract/containers'
import { durationWords } from '../../main/shared/dockerTimes'

/** What `docker ps` says of a container: `Exited (1) 5 minutes ago`. @param now milliseconds since 1970 */
export function dockerStatus(
  container: Pick<Container, 'state' | 'health' | 'exitCode' | 'since'>,
  now: number,
): string {
  const { state, health, exitCode, since } = container
  const time = since === null ? null : durationWords(Math.max(0, now - since))
  switch (state) {
    case 'running': {
      const word = health === 'starting' ? 'health: starting' : health
      return [time === null ? 'Up' : `Up ${time}`, health === 'none' ? '' : ` (${word})`].join('')
    }
    case 'paused':
      return time === null ? 'Paused' : `Up ${time} (Paused)`
    case 'exited':
    case 'restarting': {
      const word = state === 'exited' ? 'Exited' : 'Restarting'
      return [word, exitCode === null ? '' : ` (${exitCode})`, time === null ? '' : ` ${time} ago`].join('')
    }
    case 'removing':
      return 'Removal In Progress'
    case 'created':
      return 'Created'
    case 'dead':
      return 'Dead'
  }
}
