import { defineConfig } from 'vitest/config'

// Engine tests start real engines: they run one file at a time and wait generously.
const engine = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Files share a process: a new one for each took longer than its tests.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], ...engine } },
      { test: { name: 'rootful', include: ['tests/rootful/**/*.test.ts'], ...engine } },
    ],
  },
})
