import { type FileHandle, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openToSend } from '../../main/services/images/archiveFile'
import { dockerManifestFor } from '../../main/services/images/ociArchive'
import { listTar, tarMember } from '../../main/services/images/tarListing'
import { failure } from '../support/failure'
import { tar } from '../support/tar'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-archive-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function reading<T>(content: Buffer, read: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  await writeFile(join(folder, 'archive'), content)
  const file = await open(join(folder, 'archive'))
  try {
    return await read(file, content.length)
  } finally {
    await file.close()
  }
}

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

const layout = tar([
  { path: './oci-layout', content: '{}' },
  { path: 'folder/' },
  { path: 'link', link: 'index.json' },
  { path: './index.json', content: '{"manifests":[]}' },
])

describe('the list of an archive', () => {
  it('has its regular files, wherever they lie', async () => {
    const members = await reading(layout, listTar)
    expect([...members!]).toEqual([
      ['oci-layout', { offset: 512, size: 2 }],
      ['index.json', { offset: 512 * 5, size: 16 }],
    ])
  })

  it('is none for what is no archive', async () => {
    expect(await reading(Buffer.from('x'.repeat(2000)), listTar)).toBeNull()
    expect(await reading(Buffer.alloc(0), listTar)).toEqual(new Map())
  })

  it('finds what was put before an archive', async () => {
    const content = Buffer.from('[1]')
    const members = await reading(Buffer.concat([tarMember('manifest.json', content), layout]), listTar)
    expect(members!.get('manifest.json')).toEqual({ offset: 512, size: 3 })
    expect(members!.size).toBe(3)
  })

  it('survives every damage', async () => {
    const damage = fc.record({ at: fc.nat(layout.length - 1), byte: fc.nat(255), end: fc.nat(layout.length) })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (all) => {
        const content = Buffer.from(layout)
        for (const { at, byte } of all) content[at] = byte
        const cut = content.subarray(0, all[0]!.end)
        await reading(cut, listTar)
        const manifest = await reading(cut, dockerManifestFor)
        expect(manifest).toBeNull()
      }),
      { numRuns: 200 },
    )
  })
})
