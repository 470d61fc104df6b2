import { defineConfig } from '@playwright/test'

// One real window and one real engine at a time: the machine is small and the engine is shared by a file's tests.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artefacts/e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure' },
})
