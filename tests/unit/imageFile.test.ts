import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openToSend } from '../../main/services/images/archiveFile'
import { failure } from '../support/failure'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a file that cannot be read', () => {
  it('is one that is no longer there, also where a folder became a file', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const path of ['missing.tar', 'file/one.tar']) {
      expect((await failure(openToSend(join(folder, path)))).key).toBe('not-found')
    }
  })

  it('is said to be denied only where it is, and in the words of the system where those are needed', async () => {
    await symlink('loop.tar', join(folder, 'loop.tar'))
    expect(await failure(openToSend(join(folder, 'loop.tar')))).toMatchObject({
      key: 'archive-invalid/unread',
      details: { object: 'loop.tar', reason: expect.stringContaining('ELOOP') },
    })
  })
})
