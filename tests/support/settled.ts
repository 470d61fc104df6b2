/** When all has happened that happens by itself, where nothing waits for a time or for another process. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
