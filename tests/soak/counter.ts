import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a container does: each start of it has a sign of its own, and counts on where the one before it stopped. */
export const counting = [
  'me=$(cat /proc/sys/kernel/random/uuid)',
  'while :; do n=$(($(cat /count/n 2>/dev/null || echo 0) + 1))',
  'echo $n > /count/new && mv /count/new /count/n && echo $me $n >> /count/log; sleep 0.1; done',
].join('; ')

/** Whether nobody counted beside another, and nothing that was counted is gone. */
export interface Counter {
  /** What is wrong since the last look. */
  faults(): string[]
  readonly count: number
}

/** @param volume the name of the volume at `/count` */
export function createCounter(home: string, volume: string): Counter {
  const folder = join(home, 'engine/data/volumes', volume, '_data')
  let count = 0
  return {
    get count() {
      return count
    },
    faults() {
      const lines = readFileSync(join(folder, 'log'), 'utf8').split('\n').slice(0, -1)
      const found: string[] = []
      const over = new Set<string>()
      let [who, last] = ['', 0]
      for (const line of lines) {
        const [id = '', number = ''] = line.split(' ')
        if (id !== who) {
          if (over.has(id)) found.push(`${volume}: ${id} went on beside ${who} at ${number}`)
          over.add(who)
          who = id
        }
        if (Number(number) <= last) found.push(`${volume}: ${number} comes after ${last}`)
        last = Number(number)
      }
      if (last < count) found.push(`${volume}: counted to ${last}, after ${count}`)
      count = last
      return found
    },
  }
}
