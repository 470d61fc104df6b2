import { defineConfig } from '@playwright/test'

// Each worker has one real engine, which its files share, and a display of its own. With tests of engines beside them three keep
// two processors busy.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artefacts/e2e',
  workers: 3,
  // What a slow machine, or a busy one, has not done by then it will not do.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  // A trace is a tenth of the work and more, and mostly thrown away: `npm test -- e2e FILE --trace=retain-on-failure` keeps one.
  use: { trace: 'off' },
})
