import { AppError } from '../contract/errors'

/** Work on things that several callers may want at the same time: each thing is worked on once. */
export interface SharedWork<T> {
  /**
   * @param keys what is wanted; doubled ones count once
   * @param work on those keys that nobody works on yet, results in the same order; its signal says that nobody waits any more
   * @param signal this caller's own: rejects with `cancelled`, while the others go on
   */
  share(
    keys: readonly string[],
    work: (keys: readonly string[], signal: AbortSignal) => Promise<readonly T[]>,
    signal?: AbortSignal,
  ): Promise<Map<string, T>>
}

interface Job<T> {
  readonly results: Promise<ReadonlyMap<string, T>>
  readonly stop: AbortController
  waiting: number
}

export function createSharedWork<T>(): SharedWork<T> {
  const jobs = new Map<string, Job<T>>()

  function start(keys: readonly string[], work: (signal: AbortSignal) => Promise<readonly T[]>): Job<T> {
    const stop = new AbortController()
    const results = work(stop.signal)
      .then((made) => new Map(keys.map((key, position) => [key, made[position]!])))
      .finally(() => forget(job))
    // Whoever waits hears of it; when nobody does, it must not end the process.
    results.catch(() => {})
    const job = { results, stop, waiting: 0 }
    for (const key of keys) jobs.set(key, job)
    return job
  }

  function forget(job: Job<T>) {
    for (const [key, each] of jobs) if (each === job) jobs.delete(key)
  }

  function leave(job: Job<T>) {
    if (--job.waiting > 0) return
    // Whoever comes now must not join what is being stopped.
    forget(job)
    job.stop.abort()
  }

  return {
    async share(keys, work, signal) {
      if (signal?.aborted) throw cancelled()
      const wanted = [...new Set(keys)]
      const fresh = wanted.filter((key) => !jobs.has(key))
      if (fresh.length > 0) start(fresh, (stop) => work(fresh, stop))
      const joined = new Set(wanted.map((key) => jobs.get(key)!))
      for (const job of joined) job.waiting++
      try {
        const results = await unlessAborted(Promise.all([...joined].map((job) => job.results)), signal)
        const all = new Map(results.flatMap((each) => [...each]))
        return new Map(wanted.map((key) => [key, all.get(key)!]))
      } finally {
        for (const job of joined) leave(job)
      }
    },
  }
}

function unlessAborted<R>(promise: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled())
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

const cancelled = () => new AppError('cancelled')
