import { defineConfig } from 'vitest/config'

// Tests of real engines wait for a state, for however long a busy machine takes, and say in the end what they saw
// instead. Most of them wait for a process, so more run at once than there are processors.
const engine = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 90_000 } },
  maxConcurrency: 8,
}

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
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          ...engine,
          // Each file has engines and folders of its own.
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'rootful',
          include: ['tests/rootful/**/*.test.ts'],
          ...engine,
          // What root does is the whole machine's: users, subordinate ids, disks.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
