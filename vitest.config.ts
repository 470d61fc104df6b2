import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Engine tests start real engines: they run one file at a time and wait generously.
const engine = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], ...engine } },
      { test: { name: 'rootful', include: ['tests/rootful/**/*.test.ts'], ...engine } },
    ],
  },
})
