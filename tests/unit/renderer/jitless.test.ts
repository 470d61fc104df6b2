import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** In a process of its own, for here zod was loaded long ago; that refuses what the page's content security policy refuses. */
function check(before: string): string {
  const program = `${before}
    const { z } = await import('zod')
    console.log(z.config().jitless, z.object({ name: z.string() }).safeParse({ name: 'a' }).success)`
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program]
  return execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim()
}

test('zod does not try to compile in the window, whenever it is loaded', () => {
  const script = readFileSync('renderer/data/jitless.ts', 'utf8')
  expect(check(script)).toBe('true true')
  expect(check('')).toBe('undefined true')
})
