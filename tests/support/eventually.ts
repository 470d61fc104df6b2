import { vi } from 'vitest'
import { patience } from './patience'

/** Looks again and again until it no longer throws, and gives what it saw. For states only: how long it takes, nobody asks. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: patience, interval: 50 })
