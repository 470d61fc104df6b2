import { defineConfig } from '@playwright/test'
import { inRoot } from '../../scripts/support/paths.mjs'

export default defineConfig({
  testDir: '.',
  testMatch: '*.soak.ts',
  outputDir: inRoot('artefacts/soak'),
  workers: 1,
  expect: { timeout: 60_000 },
  reporter: [['list']],
})
