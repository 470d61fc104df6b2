import { defineConfig } from '@playwright/test'

// Each worker has one real engine, which its files share, and a display of its own; two of them keep two cores busy.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artefacts/e2e',
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure' },
})
