import { basename } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Tests of real engines wait for a state, for however long a busy machine takes, and say in the end what they saw
// instead. Most of them wait for a process, so more run at once than there are processors, and windows beside them.
const engine = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // What is looked at costs a processor more than to wait for it does.
  expect: { poll: { timeout: 90_000, interval: 150 } },
  maxConcurrency: 8,
}

// Files share the processes that run them: a new one for each costs half a second of a processor, for all that it imports.
const isolate = false

/** The files that take longest, the longest first: one that began last would be waited for by workers with nothing to do. */
const long = [
  'removalsKilled',
  'engineSurvival',
  'archiveTable',
  'recreate',
  'volumes',
  'removals',
  'keeperWatch',
  'terminals',
  'snapshots',
  'hijack',
  'engineLifecycle',
  'snapshotsKilled',
  'push',
  'buildsFromRegistry',
  'engineVersions',
  'engineIdentity',
  'containers',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const first = long.flatMap((name) =>
      sorted.filter((file) => basename(file.moduleId) === `${name}.test.ts`),
    )
    return [...new Set([...first, ...sorted])]
  }
}

/** No unit test shows a view; but Vite reads ahead what a module imports, and would end the run over what it cannot parse. */
const withoutViews = {
  name: 'without-views',
  load: (id: string) => (id.endsWith('.vue') ? 'export default {}' : null),
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [withoutViews],
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          isolate,
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
          isolate,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'rootful',
          include: ['tests/rootful/**/*.test.ts'],
          ...engine,
          isolate,
          // What root does is the whole machine's: users, subordinate ids, disks.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
