import { vi } from 'vitest'

/** Milliseconds: longer than anything may take on a machine that has much else to do, shorter than a test. */
export const patience = 90_000

/** Looks again and again until it no longer throws, and gives what it saw. For states only: how long it takes, nobody asks. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: patience, interval: 50 })
