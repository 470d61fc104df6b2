import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { sha256 } from './archives'

/** The digest that a layer of this name has in tests. */
export const digest = (name: string) => `sha256:${sha256(name)}`

/** A directory for what is cached, which is not there yet; another one for each test of the file that calls this. */
export function cacheDirectory() {
  let path: string
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'slipway-cache-')), 'layers')
  })
  afterEach(() => rmSync(dirname(path), { recursive: true }))
  return {
    get path() {
      return path
    },
    /** Where something that goes by the digest of a name is kept. */
    fileOf: (name: string, kind: string) => join(path, `${digest(name).replace(':', '-')}.${kind}`),
  }
}
