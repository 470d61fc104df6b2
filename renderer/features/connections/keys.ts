/** Switches to the engine before. */
export const otherEngineKeys = 'Ctrl+E'
