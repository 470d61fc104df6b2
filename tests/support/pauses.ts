import { expect } from 'vitest'
import type { Container } from '../../main/contract/containers'
import type { Snapshot } from '../../main/contract/values'
import type { ServedContainers } from './containers'
import { docker } from './engine'
import { until } from './streams'

/** Pauses and resumes a running container again and again, from here and from elsewhere: the list and the details show each. */
export async function expectPauses(
  { containers }: ServedContainers,
  engine: { socket: string },
  id: string,
  list: AsyncIterator<Snapshot<Container>>,
): Promise<void> {
  const stop = new AbortController()
  const details = containers.details({ id }, stop.signal)[Symbol.asyncIterator]()
  const bothShow = async (state: string) => {
    await until(list, ({ items }) => items.some((each) => each.id === id && each.state === state))
    await until(details, (each) => each.state === state)
  }
  await bothShow('running')
  for (let index = 0; index < 10; index++) {
    await (index % 2 ? containers.pause({ id }) : docker(engine, 'pause', id))
    await bothShow('paused')
    await (index % 2 ? containers.resume({ id }) : docker(engine, 'unpause', id))
    await bothShow('running')
  }
  await containers.pause({ id })
  await expect(containers.pause({ id })).rejects.toMatchObject({ code: 'conflict' })
  stop.abort()
}
