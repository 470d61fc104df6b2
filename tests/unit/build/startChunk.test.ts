import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { expect, test } from 'vitest'
import { startChunk } from '../../../build/startChunk'

/** Builds modules that are only text; answers the code of each file that came of it. */
async function built(modules: Readonly<Record<string, string>>, without = /never/): Promise<string[]> {
  const start = startChunk(without)
  const texts: Plugin = {
    name: 'texts',
    enforce: 'pre',
    resolveId: (id) => (id in modules ? join(process.cwd(), id) : null),
    load: (id) => modules[id.slice(process.cwd().length + 1)] ?? null,
  }
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [texts, start.plugin],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: 'first', output: { codeSplitting: { groups: [start.group] } } },
    },
  })
  const { output } = result as { output: readonly { readonly type: string; readonly code?: string }[] }
  return output.flatMap(({ code }) => code ?? [])
}

const window = {
  first: 'import "second"; import("later")',
  second: 'import "third"; console.log("second runs")',
  third: 'console.log("third runs")',
  later: 'import "schemas"; console.log("later runs")',
  schemas: 'console.log("schemas run")',
}

test('what the entry imports is one file, without what is imported when it is called', async () => {
  const files = await built(window)
  const start = files.find((code) => code.includes('second runs'))
  expect(start).toContain('third runs')
  expect(start).not.toContain('later runs')
})

test('what the window must not begin with may be imported later', async () => {
  const files = await built(window, /schemas/)
  expect(files.join()).toContain('schemas run')
})

test('a build that would begin with it fails, and says by which imports', async () => {
  const begun = { ...window, third: 'import "schemas"' }
  await expect(built(begun, /schemas/)).rejects.toThrow(
    'first\n  imports second\n  imports third\n  imports schemas',
  )
})
