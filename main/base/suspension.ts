const period = 5_000
const noticeable = 10_000

/**
 * Tells when this process seems to have been asleep: the machine was suspended, or the process stopped.
 * @returns stops watching
 */
export function watchClock(onAwake: () => void): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    const asleep = Math.abs(now - last - period)
    last = now
    if (asleep > noticeable) onAwake()
  }, period)
  timer.unref()
  return () => clearInterval(timer)
}
