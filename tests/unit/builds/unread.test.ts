import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { walkContext } from '../../../main/services/builds/context'
import { readDockerfile } from '../../../main/services/builds/folder'
import { failure } from '../../support/failure'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sw-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

// No permission would help.
const unread = { key: 'invalid-input/buildFile', details: { reason: expect.stringContaining('ELOOP') } }

test('a Dockerfile that leads in a circle is not said to be denied', async () => {
  symlinkSync('Dockerfile', join(folder, 'Dockerfile'))
  const place = { path: folder, name: 'folder', place: folder }
  expect(await failure(readDockerfile(place, 'Dockerfile'))).toMatchObject(unread)
})

test('nor is a .dockerignore', async () => {
  symlinkSync('.dockerignore', join(folder, '.dockerignore'))
  const walk = walkContext(folder, 'Dockerfile', new AbortController().signal)
  expect(await failure(walk.next())).toMatchObject(unread)
})
